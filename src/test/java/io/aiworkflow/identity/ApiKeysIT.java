package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ApiKeysIT {
    private static final NewApiKey WANTED =
            new NewApiKey("nightly import", Set.of(Scope.RUNS_WRITE, Scope.RUNS_READ), Duration.ofDays(90));
    private static final TokenCheck UNKNOWN = new TokenCheck.Refused(TokenCheck.Reason.UNKNOWN);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static IdentityProcess process;
    private static IdentityProcess other;
    private static ApiKeys keys;

    private Account ann;
    private Origin me;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        process = IdentityProcess.on(dataSource);
        other = IdentityProcess.on(dataSource);
        keys = process.get(ApiKeys.class);
    }

    @AfterAll
    static void close() {
        process.close();
        other.close();
        dataSource.close();
    }

    @BeforeEach
    void oneAccount() {
        database.sql("truncate account, login_throttle cascade").update();
        ann = process.account("ann", UserRole.USER);
        me = IdentityProcess.from(process.login("ann"));
        process.events().clear();
    }

    @Test
    void aKeySpeaksForItsAccountWithinItsScopes() {
        CreatedApiKey created = keys.create(WANTED, me);

        assertThat(created.key())
                .matches("awe_[0-9a-z]{8}_[A-Za-z0-9_-]{43}")
                .startsWith("awe_" + created.apiKey().prefix());
        assertThat(keys.isShaped(created.key())).isTrue();
        assertThat(keys.verify(created.key()))
                .isEqualTo(new TokenCheck.Valid(
                        new Caller(
                                ann.id(),
                                "ann",
                                UserRole.USER,
                                WANTED.scopes(),
                                Caller.Kind.API_KEY,
                                created.apiKey().prefix()),
                        created.apiKey().expiresAt()));
        assertThat(Duration.between(
                        created.apiKey().createdAt(), created.apiKey().expiresAt()))
                .isEqualTo(Duration.ofDays(90));
        assertThat(process.events().take())
                .containsExactly(
                        "api-key-create success ann api-key:" + created.apiKey().prefix());
    }

    @Test
    void theKeyItselfIsShownOnceAndNeverStored() {
        CreatedApiKey created = keys.create(WANTED, me);

        assertThat(created.toString()).doesNotContain(created.key());
        String secret = created.key().substring(13);
        assertThat(database.sql("select row_to_json(k)::text from api_key k")
                        .query(String.class)
                        .single())
                .contains(created.apiKey().prefix())
                .doesNotContain(secret);
        assertThat(keys.list(ann.id())).extracting(ApiKey::name).containsExactly("nightly import");
        assertThat(keys.list(ann.id()).toString()).doesNotContain(secret);
    }

    @Test
    void refusesWhatIsNoKeyThatCounts() {
        CreatedApiKey created = keys.create(WANTED, me);
        String key = created.key();
        String last = key.endsWith("A") ? "B" : "A";

        assertThat(keys.verify(key.substring(0, key.length() - 1) + last)).isEqualTo(UNKNOWN);
        for (String odd : new String[] {null, "", "awe_", key + "x", key.toUpperCase(Locale.ROOT), "\u0000"}) {
            assertThat(keys.verify(odd)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.MALFORMED));
        }
        database.sql("update api_key set expires_at = now()").update();
        assertThat(keys.verify(key)).isEqualTo(UNKNOWN);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceHereAndWithinThreeSecondsElsewhere() {
        CreatedApiKey created = keys.create(WANTED, me);
        ApiKeys elsewhere = other.get(ApiKeys.class);
        assertThat(keys.verify(created.key())).isInstanceOf(TokenCheck.Valid.class);
        assertThat(elsewhere.verify(created.key())).isInstanceOf(TokenCheck.Valid.class);
        process.events().clear();

        keys.revoke(created.apiKey().id(), me);

        assertThat(keys.verify(created.key())).isEqualTo(UNKNOWN);
        Awaitility.await()
                .atMost(Revocations.MAX_AGE.plusSeconds(1))
                .until(() -> elsewhere.verify(created.key()).equals(UNKNOWN));
        assertRefused(
                ErrorCode.API_KEY_NOT_FOUND, () -> keys.revoke(created.apiKey().id(), me));
        String target = "api-key:" + created.apiKey().prefix();
        assertThat(process.events().take())
                .containsExactly(
                        "api-key-revoke success ann " + target,
                        "api-key-revoke failure ann " + target + " api-key-not-found");
        assertThat(keys.list(ann.id()).get(0).revokedAt()).isPresent();
    }

    @Test
    void onlyTheOwnerAndAdminsRevokeAKey() {
        CreatedApiKey created = keys.create(WANTED, me);
        process.account("bob", UserRole.OPERATOR);
        process.account("root", UserRole.ADMIN);
        Origin bob = IdentityProcess.from(process.login("bob"));
        assertRefused(
                ErrorCode.API_KEY_NOT_FOUND, () -> keys.revoke(created.apiKey().id(), bob));
        assertRefused(ErrorCode.API_KEY_NOT_FOUND, () -> keys.revoke(UUID.randomUUID(), bob));
        keys.revoke(created.apiKey().id(), IdentityProcess.from(process.login("root")));
        assertThat(keys.verify(created.key())).isEqualTo(UNKNOWN);
    }

    @Test
    void aKeyRestsWithItsAccount() {
        CreatedApiKey created = keys.create(WANTED, me);
        database.sql("update account set state = 'disabled'").update();
        assertThat(keys.verify(created.key())).isEqualTo(UNKNOWN);
        database.sql("update account set state = 'active'").update();
        assertThat(keys.verify(created.key())).isInstanceOf(TokenCheck.Valid.class);
    }

    @Test
    void withoutTheScopeForItAnAdminsKeyIsNoAdmin() {
        process.account("root", UserRole.ADMIN);
        Origin root = IdentityProcess.from(process.login("root"));
        CreatedApiKey narrow = keys.create(WANTED, root);
        CreatedApiKey wide = keys.create(new NewApiKey("all", Set.of(Scope.ADMIN), Duration.ofDays(1)), root);

        assertThat(caller(narrow).role()).isEqualTo(UserRole.OPERATOR);
        assertThat(caller(wide).role()).isEqualTo(UserRole.ADMIN);
        assertThat(caller(wide).may(Scope.DOCUMENTS_READ)).isTrue();
        assertRefused(
                ErrorCode.FORBIDDEN,
                () -> keys.create(new NewApiKey("all", Set.of(Scope.ADMIN), Duration.ofDays(1)), me));
        assertRefused(ErrorCode.FORBIDDEN, () -> keys.create(WANTED, Origin.of(caller(wide), IdentityProcess.ADDRESS)));
    }

    @Test
    void refusesOddWishes() {
        Set<Scope> scopes = WANTED.scopes();
        Duration life = WANTED.life();
        for (NewApiKey odd : new NewApiKey[] {
            new NewApiKey(null, scopes, life),
            new NewApiKey(" ", scopes, life),
            new NewApiKey("a\u0000b", scopes, life),
            new NewApiKey("x".repeat(101), scopes, life),
            new NewApiKey("x", Set.of(), life),
            new NewApiKey("x", scopes, Duration.ZERO),
            new NewApiKey("x", scopes, Duration.ofDays(367))
        }) {
            assertRefused(ErrorCode.VALUE_REFUSED, () -> keys.create(odd, me));
        }
        for (int i = 0; i < 50; i++) {
            keys.create(WANTED, me);
        }
        assertRefused(ErrorCode.STATE_CONFLICT, () -> keys.create(WANTED, me));
    }

    @Test
    void theTimeOfUseIsWrittenOnceAMinuteAtMost() {
        CreatedApiKey created = keys.create(WANTED, me);
        assertThat(keys.list(ann.id()).get(0).lastUsedAt()).isEmpty();
        keys.verify(created.key());
        Instant first = keys.list(ann.id()).get(0).lastUsedAt().orElseThrow();
        other.get(ApiKeys.class).verify(created.key());
        assertThat(keys.list(ann.id()).get(0).lastUsedAt()).hasValue(first);

        database.sql("update api_key set last_used_at = last_used_at - interval '61 seconds'")
                .update();
        try (IdentityProcess third = IdentityProcess.on(dataSource)) {
            third.get(ApiKeys.class).verify(created.key());
        }
        assertThat(keys.list(ann.id()).get(0).lastUsedAt().orElseThrow()).isAfterOrEqualTo(first);
    }

    private static Caller caller(CreatedApiKey key) {
        return ((TokenCheck.Valid) keys.verify(key.key())).caller();
    }
}
