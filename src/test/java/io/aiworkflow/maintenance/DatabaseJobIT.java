package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The care of tables on the real PostgreSQL: what was done is told as done, and nothing else is. */
class DatabaseJobIT {
    private HikariDataSource dataSource;
    private DatabaseJob job;

    @BeforeEach
    void connect() {
        dataSource = TestDatabase.migrated();
        job = new DatabaseJob(null, new JdbcDatabaseCare(JdbcClient.create(dataSource), dataSource));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aTableThatIsLockedIsToldAsSkippedAndItsDeadRowsAsBloat() throws Exception {
        table("care_free", 2000, 1500);
        table("care_locked", 2000, 1500);

        JobResult result;
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "lock table care_locked in share update exclusive mode");
            result = job.work(new JobWork("database"));
            other.rollback();
        }

        assertThat(names(result, "vacuumed")).contains("care_free").doesNotContain("care_locked");
        assertThat(names(result, "skipped"))
                .containsExactly("care_locked: skipping vacuum of \"care_locked\" --- lock not available");
        assertThat(names(result, "leftToAutovacuum")).isEmpty();
        assertThat(result.summary()).contains("; 1 skipped, 0 left to autovacuum, 0 left for next time.");
        Map<?, ?> bloat = (Map<?, ?>) result.figures().get("bloatByDeadRows");
        Map<?, ?> worst = (Map<?, ?>) ((List<?>) bloat.get("tables")).get(0);
        assertThat(worst.get("table")).isEqualTo("care_locked");
        assertThat(worst.get("deadRows")).isEqualTo(1500L);
        assertThat(worst.get("deadPercent")).isEqualTo(75L);
        assertThat((Long) worst.get("deadBytes")).isGreaterThan(50_000).isLessThan(1_000_000);
        assertThat((Long) bloat.get("deadBytes")).isGreaterThanOrEqualTo((Long) worst.get("deadBytes"));

        JobResult next = job.work(new JobWork("database"));
        assertThat(names(next, "vacuumed")).contains("care_locked");
        assertThat(names(next, "skipped")).isEmpty();
        assertThat(next.figures().get("bloatByDeadRows").toString()).doesNotContain("care_");
    }

    @Test
    void aTableThatIsLockedIsNotToldAsAnalyzedEither() throws Exception {
        table("care_locked", 2000, 0);

        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "lock table care_locked in share update exclusive mode");
            JobResult result = job.work(new JobWork("database"));
            other.rollback();

            assertThat(names(result, "analyzed")).doesNotContain("care_locked");
            assertThat(names(result, "skipped"))
                    .containsExactly("care_locked: skipping analyze of \"care_locked\" --- lock not available");
        }
        assertThat(names(job.work(new JobWork("database")), "analyzed")).contains("care_locked");
    }

    @Test
    void whatDoesNotFitIntoOneExecutionIsNamedAndDoneByTheNext() throws Exception {
        for (int i = 1; i <= 33; i++) {
            // The fewer dead rows, the later its turn.
            table("care_%02d".formatted(i), 2000, 1900 - 10 * i);
        }

        JobResult first = job.work(new JobWork("database"));
        assertThat(names(first, "vacuumed")).hasSize(30).startsWith("care_01").endsWith("care_30");
        assertThat(names(first, "leftForNextTime")).contains("care_31", "care_32", "care_33");
        assertThat(first.summary()).doesNotContain(" 0 left for next time");

        JobResult second = job.work(new JobWork("database"));
        assertThat(names(second, "vacuumed")).containsExactly("care_31", "care_32", "care_33");
    }

    /** Autovacuum would come between; the statistics are wanted at once. */
    private void table(String name, int rows, int dead) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            execute(
                    connection,
                    "create table %s (n int, filler text) with (autovacuum_enabled = false)".formatted(name));
            execute(
                    connection,
                    "insert into %s select n, repeat('x', 50) from generate_series(1, %d) n".formatted(name, rows));
            execute(connection, "delete from %s where n <= %d".formatted(name, dead));
            execute(connection, "select pg_stat_force_next_flush()");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(JobResult result, String figure) {
        return (List<String>) result.figures().get(figure);
    }
}
