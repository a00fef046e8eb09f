package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SealedSecrets.ResealedBatch;
import io.aiworkflow.platform.SecretSealer;
import io.aiworkflow.platform.settings.TestSealing;
import io.aiworkflow.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcCredentialStoreIT {
    private static final String SECRET = "1//0gCanary-refresh-token";
    private static HikariDataSource dataSource;

    @TempDir
    Path folder;

    private final UUID owner = UUID.randomUUID();
    private JdbcClient database;
    private TestSealing sealing;
    private JdbcCredentialStore credentials;

    @BeforeAll
    static void openDatabase() {
        dataSource = TestDatabase.migrated();
    }

    @AfterAll
    static void closeDatabase() {
        dataSource.close();
    }

    @BeforeEach
    void setUp() {
        database = JdbcClient.create(dataSource);
        database.sql("truncate credential").update();
        sealing = new TestSealing(folder);
        credentials = store(sealing.sealer());
    }

    @Test
    void tellsWhichEndSoonTheNextFirst() {
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        credentials.put(name("later"), new CredentialValue(SECRET), now.plus(Duration.ofDays(30)));
        credentials.put(name("soon"), new CredentialValue(SECRET), now.plus(Duration.ofDays(3)));
        credentials.put(name("ended"), new CredentialValue(SECRET), now.minusSeconds(1));
        credentials.put(name("unknown"), new CredentialValue(SECRET));
        credentials.put(name("renewed"), new CredentialValue(SECRET), now);
        credentials.put(name("renewed"), new CredentialValue(SECRET), now.plus(Duration.ofDays(30)));

        Instant limit = now.plus(Duration.ofDays(21));
        assertThat(credentials.expiringBefore(limit, 10))
                .filteredOn(each -> each.name().owner().equals(owner))
                .extracting(each -> each.name().name(), StoredCredential::expiresAt)
                .containsExactly(tuple("ended", now.minusSeconds(1)), tuple("soon", now.plus(Duration.ofDays(3))));
        assertThat(credentials.expiringBefore(limit, 1)).hasSize(1);
        assertThat(credentials.list(owner, "google"))
                .filteredOn(each -> each.name().name().equals("unknown"))
                .extracting(StoredCredential::expiresAt)
                .containsOnlyNulls();
    }

    @Test
    void givesBackWhatWasPut() {
        credentials.put(name("refresh-token"), new CredentialValue(SECRET));

        assertThat(credentials.get(name("refresh-token"))).contains(new CredentialValue(SECRET));
        assertThat(credentials.get(name("access-token"))).isEmpty();
        assertThat(credentials.get(new CredentialName(UUID.randomUUID(), "google", "refresh-token")))
                .isEmpty();
    }

    @Test
    void theLatestValueCounts() {
        credentials.put(name("refresh-token"), new CredentialValue("first"));
        credentials.put(name("refresh-token"), new CredentialValue("second"));

        assertThat(credentials.get(name("refresh-token"))).contains(new CredentialValue("second"));
        assertThat(credentials.list(owner, "google")).singleElement().satisfies(stored -> {
            assertThat(stored.name()).isEqualTo(name("refresh-token"));
            assertThat(stored.key()).isEqualTo(sealing.keys().newest());
            assertThat(stored.updatedAt()).isAfterOrEqualTo(stored.createdAt());
        });
    }

    @Test
    void theDatabaseNeverSeesAValue() {
        credentials.put(name("refresh-token"), new CredentialValue(SECRET));

        assertThat(database.sql("select c::text from credential c")
                        .query(String.class)
                        .list())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("v1:" + sealing.keys().newest())
                        .doesNotContain("Canary"));
    }

    @Test
    void listsTheNamesOfOneOwnerAndConnector() {
        credentials.put(name("b"), new CredentialValue(SECRET));
        credentials.put(name("a"), new CredentialValue(SECRET));
        credentials.put(new CredentialName(owner, "crm", "c"), new CredentialValue(SECRET));
        credentials.put(new CredentialName(UUID.randomUUID(), "google", "d"), new CredentialValue(SECRET));

        assertThat(credentials.list(owner, "google"))
                .extracting(stored -> stored.name().name())
                .containsExactly("a", "b");
        assertThat(credentials.list(owner, "google").toString()).doesNotContain("Canary");
    }

    @Test
    void deletesOneAndAll() {
        credentials.put(name("a"), new CredentialValue(SECRET));
        credentials.put(name("b"), new CredentialValue(SECRET));
        CredentialName ofOther = new CredentialName(UUID.randomUUID(), "google", "a");
        credentials.put(ofOther, new CredentialValue(SECRET));

        assertThat(credentials.delete(name("a"))).isTrue();
        assertThat(credentials.delete(name("a"))).isFalse();
        assertThat(credentials.deleteAll(owner)).isEqualTo(1);
        assertThat(credentials.list(owner, "google")).isEmpty();
        assertThat(credentials.get(ofOther)).isPresent();
    }

    /** Whoever can write into the database cannot give somebody else's token to himself. */
    @Test
    void aValueThatWasCopiedToAnotherRowIsOfNoUse() {
        credentials.put(name("refresh-token"), new CredentialValue(SECRET));
        CredentialName mine = new CredentialName(UUID.randomUUID(), "google", "refresh-token");
        credentials.put(mine, new CredentialValue("mine"));
        database.sql("update credential set sealed_value = (select sealed_value from credential where owner = :from)"
                        + " where owner = :to")
                .param("from", owner)
                .param("to", mine.owner())
                .update();

        assertThatThrownBy(() -> credentials.get(mine))
                .isInstanceOfSatisfying(
                        PermanentException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_UNREADABLE))
                .hasMessageContaining(mine.owner().toString())
                .hasMessageNotContaining("Canary");
    }

    @Test
    void aRotationGoesOnWhereItWasStopped() {
        List<CredentialName> names = putMany(25);
        sealing.addKey();
        TestSealing second = new TestSealing(folder);

        ResealedBatch first = store(second).reseal(Optional.empty(), 10);
        assertThat(first.resealed()).isEqualTo(10);
        assertThat(under(second.keys().newest())).isEqualTo(10);

        // Another process begins anew, as after a crash.
        JdbcCredentialStore other = store(new TestSealing(folder));
        ResealedBatch next = other.reseal(Optional.empty(), 10);
        ResealedBatch last = other.reseal(next.last(), 10);
        assertThat(next.resealed()).isEqualTo(10);
        assertThat(last.resealed()).isEqualTo(5);
        assertThat(last.last()).isEmpty();
        assertThat(under(second.keys().newest())).isEqualTo(25);
        assertThat(other.reseal(Optional.empty(), 10).resealed()).isZero();

        sealing.removeOldestKey();
        CredentialStore withoutTheOldKey = store(new TestSealing(folder));
        assertThat(names)
                .allSatisfy(name ->
                        assertThat(withoutTheOldKey.get(name)).contains(new CredentialValue(SECRET + name.name())));
    }

    @Test
    void aRotationDoesNotTouchTheTimeOfTheValue() {
        putMany(1);
        database.sql("update credential set updated_at = timestamptz '2026-01-01 00:00:00Z'")
                .update();
        sealing.addKey();
        sealing.keys().refresh();
        credentials.reseal(Optional.empty(), 10);

        assertThat(credentials.list(owner, "google"))
                .singleElement()
                .satisfies(stored -> assertThat(stored.updatedAt()).isEqualTo("2026-01-01T00:00:00Z"));
    }

    @Test
    void aRotationNeverOverwritesAValueThatIsGivenMeanwhile() {
        credentials.put(name("refresh-token"), new CredentialValue("old"));
        sealing.addKey();
        sealing.keys().refresh();
        SecretSealer whileOthersPut = new SecretSealer() {
            @Override
            public String seal(String secret, String context) {
                credentials.put(name("refresh-token"), new CredentialValue("new"));
                return sealing.sealer().seal(secret, context);
            }

            @Override
            public String open(String sealed, String context) {
                return sealing.sealer().open(sealed, context);
            }
        };

        assertThat(store(whileOthersPut).reseal(Optional.empty(), 10).resealed())
                .isZero();
        assertThat(credentials.get(name("refresh-token"))).contains(new CredentialValue("new"));
    }

    @Test
    void severalProcessesMayRotateAtOnce() throws Exception {
        List<CredentialName> names = putMany(60);
        sealing.addKey();
        ExecutorService processes = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> done = IntStream.range(0, 3)
                    .mapToObj(i -> processes.submit(() -> resealAll(store(new TestSealing(folder)))))
                    .toList();
            int resealed = 0;
            for (Future<Integer> each : done) {
                resealed += each.get();
            }
            assertThat(resealed).isEqualTo(60);
        } finally {
            processes.shutdownNow();
        }
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(credentials.get(name)).contains(new CredentialValue(SECRET + name.name())));
    }

    @Test
    void whatCannotBeOpenedIsNamedAndLeftAsItIs() {
        putMany(3);
        database.sql(
                        "update credential set sealed_value = 'v1:00000000:nonsense', key_id = '00000000' where name = 'n1'")
                .update();
        sealing.addKey();
        sealing.keys().refresh();

        ResealedBatch batch = credentials.reseal(Optional.empty(), 2);
        ResealedBatch rest = credentials.reseal(batch.last(), 2);

        assertThat(batch.resealed() + rest.resealed()).isEqualTo(2);
        assertThat(batch.unreadable()).containsExactly(owner + "/google/n1");
        assertThat(under("00000000")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Google, a, /connector",
        "go:ogle, a, /connector",
        "'', a, /connector",
        "google, a:b, /name",
        "google, '', /name",
        "google, ../a, /name"
    })
    void refusesNamesThatAreNotOfTheForm(String connector, String name, String field) {
        assertThatThrownBy(() -> new CredentialName(owner, connector, name))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalid -> assertThat(invalid.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.field()).isEqualTo(field)));
    }

    @Test
    void showsNoValueAsText() {
        assertThat(new CredentialValue(SECRET)).hasToString("********");
        assertThatThrownBy(() -> new CredentialValue(" ")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new CredentialValue(SECRET.repeat(10_000)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageNotContaining("Canary");
    }

    private List<CredentialName> putMany(int count) {
        List<CredentialName> names =
                IntStream.range(0, count).mapToObj(i -> name("n" + i)).toList();
        names.forEach(name -> credentials.put(name, new CredentialValue(SECRET + name.name())));
        return names;
    }

    private static int resealAll(JdbcCredentialStore store) {
        int resealed = 0;
        Optional<String> after = Optional.empty();
        do {
            ResealedBatch batch = store.reseal(after, 7);
            resealed += batch.resealed();
            after = batch.last();
        } while (after.isPresent());
        return resealed;
    }

    private int under(String key) {
        return database.sql("select count(*) from credential where key_id = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    private CredentialName name(String name) {
        return new CredentialName(owner, "google", name);
    }

    private JdbcCredentialStore store(TestSealing other) {
        return new JdbcCredentialStore(database, other.sealer(), other.keys());
    }

    private JdbcCredentialStore store(SecretSealer sealer) {
        return new JdbcCredentialStore(database, sealer, sealing.keys());
    }
}
