package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.SealedSecrets.ResealedBatch;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.settings.TestSealing;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcSealedSecondFactorsIT {
    private static HikariDataSource dataSource;

    @TempDir
    Path folder;

    private JdbcClient database;

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
        database.sql("truncate account cascade").update();
    }

    @Test
    void secretsAndProposalsOpenWithTheNewKeyAlone() {
        TestSealing before = new TestSealing(folder);
        for (int i = 0; i < 5; i++) {
            insert("person-" + i, before, i % 2 == 0 ? "totp_secret" : "totp_proposal");
        }
        insert("without", before, null);
        before.addKey();
        TestSealing after = new TestSealing(folder);
        JdbcSealedSecondFactors factors = factors(after);

        ResealedBatch first = factors.reseal(Optional.empty(), 3);
        ResealedBatch second = factors.reseal(first.last(), 3);
        assertThat(first.resealed() + second.resealed()).isEqualTo(5);
        assertThat(second.last()).isEmpty();
        assertThat(factors.reseal(Optional.empty(), 10).resealed()).isZero();

        before.removeOldestKey();
        SecondFactorCheck check = check(new TestSealing(folder));
        database.sql(
                        "select id, name, coalesce(totp_secret, totp_proposal) as sealed from account where name like 'p%'")
                .query((row, n) -> {
                    assertThat(check.open(row.getObject("id", UUID.class), row.getString("sealed")))
                            .isEqualTo("secret of " + row.getString("name"));
                    return 1;
                })
                .list();
    }

    @Test
    void whatCannotBeOpenedIsNamedAndStays() throws IOException {
        insert("person-0", new TestSealing(Files.createDirectory(folder.resolve("elsewhere"))), "totp_secret");
        String before = secret();
        ResealedBatch batch = factors(new TestSealing(folder)).reseal(Optional.empty(), 10);
        assertThat(batch.unreadable()).hasSize(1);
        assertThat(secret()).isEqualTo(before);
    }

    private String secret() {
        return database.sql("select totp_secret from account")
                .query(String.class)
                .single();
    }

    private void insert(String name, TestSealing sealing, String column) {
        UUID id = UUID.randomUUID();
        new JdbcAccounts(database)
                .insert(new NewAccount(id, name, null, "hash", false, UserRole.USER, AccountState.ACTIVE));
        if (column != null) {
            database.sql("update account set %s = :sealed where id = :id".formatted(column))
                    .param("sealed", check(sealing).seal(id, "secret of " + name))
                    .param("id", id)
                    .update();
        }
    }

    private JdbcSealedSecondFactors factors(TestSealing sealing) {
        return new JdbcSealedSecondFactors(database, check(sealing), sealing.keys());
    }

    private SecondFactorCheck check(TestSealing sealing) {
        return new SecondFactorCheck(new JdbcSecondFactors(database), sealing.sealer());
    }
}
