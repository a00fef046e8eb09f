package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aiworkflow.run.RunState;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the whole engine leaves behind on server connections that it shares with others. */
@EngineTest
@ExtendWith(OutputCaptureExtension.class)
class TransactionPoolingIT {
    private static final int STATEMENTS = 10_000;
    private static final int CALLERS = 8;

    /** PgBouncer itself gives each server connection those of the client that uses it. */
    private static final Set<String> KEPT_BY_PGBOUNCER =
            Set.of("application_name", "client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings");

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    @Test
    void leavesNoStatementLockOrSettingBehind(CapturedOutput log) throws Exception {
        needsPgBouncer();
        String database = new JdbcTemplate(dataSource).queryForObject("select current_database()", String.class);

        callUntil(() -> transactions(database) > STATEMENTS);

        assertThat(log.getAll()).doesNotContain("prepared statement", "DataAccessException", "PSQLException");
        assertThat(advisoryLocks()).as("advisory locks").isZero();
        assertThat(changedSettings()).as("settings left on server connections").isEmpty();
    }

    /** Not before all: Camel's test support would then keep the routes of the classes after this one from starting. */
    private static void needsPgBouncer() {
        if (!TestDatabase.isPooled()) {
            System.out.println("TransactionPoolingIT is skipped: it runs with -Dtest.pooler=pgbouncer only");
        }
        assumeThat(TestDatabase.isPooled()).isTrue();
    }

    private void callUntil(BooleanSupplier enough) throws Exception {
        EngineClient engine = new EngineClient(port);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> {
                    while (!enough.getAsBoolean()) {
                        call(engine);
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** A run with steps, one that is repeated, and what a caller reads about them. */
    private static void call(EngineClient engine) {
        Answer run = engine.run("loop", "{}");
        assertThat(run.status()).as(run.body()).isEqualTo(200);
        Answer seen = engine.get(run.header("Location"));
        assertThat(seen.json().get("state").asText()).isEqualTo(RunState.SUCCEEDED.wireName());
        assertThat(engine.get("/api/v1/runs?limit=5").status()).isEqualTo(200);
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
    }

    /** Nearly all of them are one statement long. */
    private static long transactions(String database) {
        return new JdbcTemplate(TestDatabase.administration())
                .queryForObject(
                        "select xact_commit + xact_rollback from pg_stat_database where datname = ?",
                        Long.class,
                        database);
    }

    private static int advisoryLocks() {
        return new JdbcTemplate(TestDatabase.administration())
                .queryForObject("select count(*) from pg_locks where locktype = 'advisory'", Integer.class);
    }

    /** Two transactions side by side see both server connections. */
    private Set<String> changedSettings() {
        JdbcTemplate throughPooler = new JdbcTemplate(dataSource);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        TransactionTemplate other = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        other.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        Set<String> changed = new TreeSet<>();
        Set<Integer> servers = new TreeSet<>();
        transaction.executeWithoutResult(first -> {
            look(throughPooler, servers, changed);
            other.executeWithoutResult(second -> look(throughPooler, servers, changed));
        });
        assertThat(servers).as("server connections").hasSize(2);
        changed.removeAll(KEPT_BY_PGBOUNCER);
        return changed;
    }

    private static void look(JdbcTemplate server, Set<Integer> servers, Set<String> changed) {
        servers.add(server.queryForObject("select pg_backend_pid()", Integer.class));
        changed.addAll(server.queryForList("select name from pg_settings where source = 'session'", String.class));
    }
}
