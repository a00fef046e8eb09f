package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    private Path directory;

    @Test
    void keepsItsRowsOverARestart() throws SQLException {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
            execute(first, "create table note as select 'kept' as text");
        }
        try (EmbeddedDatabase second = EmbeddedDatabase.start(directory)) {
            assertThat(query(second, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void recoversByItselfAfterTheEngineWasKilled() throws Exception {
        long orphan;
        try (EmbeddedDatabaseProcess killed = EmbeddedDatabaseProcess.start(directory)) {
            try (Connection connection = DriverManager.getConnection(Files.readString(directory.resolve("postgres.url"))
                    .strip()
                    .replace("postgresql://postgres@", "jdbc:postgresql://")
                    .concat("?user=postgres"))) {
                connection.createStatement().execute("create table note as select 'committed' as text");
            }
            orphan = serverProcessId();
            killed.kill();
        }
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (EmbeddedDatabase next = EmbeddedDatabase.start(directory)) {
            assertThat(query(next, "select text from note")).isEqualTo("committed");
            assertThat(serverProcessId()).isNotEqualTo(orphan);
            assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void refusesASecondEngineOnTheSameDirectoryAndLeavesTheFirstAlone() throws Exception {
        try (EmbeddedDatabaseProcess other = EmbeddedDatabaseProcess.start(directory)) {
            long server = serverProcessId();

            assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(directory.toString());

            assertThat(ProcessHandle.of(server)).isPresent();
            other.kill();
        }
        EmbeddedDatabase.start(directory).close();
    }

    @Test
    void refusesASecondStartInTheSameProcess() {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void leavesNoServerBehindWhenClosed() throws IOException {
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        long server = serverProcessId();
        assertThat(directory.resolve("postgres.url")).content().contains("127.0.0.1:" + database.port());

        database.close();

        await().untilAsserted(() -> assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive))
                .isEmpty());
        assertThat(directory.resolve("postgres.url")).doesNotExist();
    }

    @Test
    void setsFilesAsideThatAKilledFirstStartLeftHalfMade() throws IOException {
        Files.createDirectories(directory.resolve("postgres"));
        Files.writeString(directory.resolve("postgres/postgresql.conf"), "");

        EmbeddedDatabase.start(directory).close();

        assertThat(directory).isDirectoryContaining("glob:**/postgres.incomplete-*");
    }

    @Test
    void writesCommitsToTheDiskAndHidesItsSocket() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(query(database, "show fsync")).isEqualTo("on");
            assertThat(query(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(database, "show full_page_writes")).isEqualTo("on");
            assertThat(query(database, "show unix_socket_directories")).isEmpty();
            assertThat(query(database, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(database, "show server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void saysWhatIsWrongWithADirectoryThatCannotBeUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedDatabase.start(file.resolve("data")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining(file.toString());
    }

    private long serverProcessId() throws IOException {
        return Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid"))
                .get(0)
                .strip());
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            connection.createStatement().execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, "");
    }
}
