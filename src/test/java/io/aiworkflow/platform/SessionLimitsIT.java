package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Time limits that the schema sets for the engine's role, which a pooler passes on, and those of a migration. */
class SessionLimitsIT {
    @Test
    void noStatementLockOrIdleTransactionOfTheEngineLastsForLong() {
        try (HikariDataSource dataSource = TestDatabase.migrated()) {
            JdbcTemplate database = new JdbcTemplate(dataSource);
            assertThat(setting(database, "statement_timeout")).isEqualTo("1min");
            assertThat(setting(database, "lock_timeout")).isEqualTo("10s");
            assertThat(setting(database, "idle_in_transaction_session_timeout")).isEqualTo("30s");
        }
    }

    @Test
    void aMigrationMayTakeLongButDoesNotQueueForLocks() throws SQLException {
        try (HikariDataSource dataSource = TestDatabase.empty()) {
            DatabaseAddress address =
                    new DatabaseAddress(dataSource.getJdbcUrl(), "postgres", "", "", false).forMigrations();
            try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), "postgres", "")) {
                JdbcTemplate database = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                assertThat(setting(database, "statement_timeout")).isEqualTo("0");
                assertThat(setting(database, "lock_timeout")).isEqualTo("2s");
                assertThat(setting(database, "idle_in_transaction_session_timeout"))
                        .isEqualTo("0");
            }
        }
    }

    private static String setting(JdbcTemplate database, String name) {
        return database.queryForObject("select current_setting(?)", String.class, name);
    }
}
