package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Many more callers than connections, while the database answers none of them. */
@EngineTest
@DirtiesContext
@TestPropertySource(properties = {"engine.database.pool-size=4", "engine.worker.concurrency=1"})
class PoolExhaustionIT {
    private static final int CALLERS = 100;

    /** The promise is five seconds; the tests share their processors with others. */
    private static final Duration QUICK = Duration.ofSeconds(8);

    @Autowired
    private HikariDataSource pool;

    @LocalServerPort
    private int port;

    @BeforeAll
    static void notBehindPgBouncer() {
        assumeThat(TestDatabase.isPooled())
                .as("two server connections for all leave none for the health check")
                .isFalse();
    }

    @Test
    void theExcessIsRefusedQuicklyAndHealthIsStillAnswered() throws Exception {
        EngineClient engine = new EngineClient(port);
        String run = engine.run("no-op", "{}").header("Location");
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<Seen>> calls = new ArrayList<>();
        try (Connection holder = lockSteps()) {
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> call(engine, run)));
            }
            await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > CALLERS / 2);
            Answer health = engine.get("/api/v1/health");
            assertThat(health.status()).as(health.body()).isEqualTo(200);
            assertThat(pool.getHikariPoolMXBean().getIdleConnections()).isZero();
            for (Future<Seen> call : calls) {
                Seen seen = call.get();
                assertThat(seen.answer().status()).isEqualTo(503);
                assertThat(seen.answer().json().get("code").asText()).isEqualTo("DATABASE_UNAVAILABLE");
                assertThat(seen.answer().header("Retry-After")).isNotNull();
                assertThat(seen.took()).isLessThan(QUICK);
            }
            holder.rollback();
        } finally {
            callers.shutdownNow();
        }
        await().untilAsserted(() -> assertThat(engine.get(run).status()).isEqualTo(200));
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        await().until(() -> state.getActiveConnections() == 0 && state.getThreadsAwaitingConnection() == 0);
    }

    /** Past the pool. Whoever looks at a run waits for it. */
    private Connection lockSteps() throws SQLException {
        String url;
        try (Connection connection = pool.getConnection()) {
            url = connection.getMetaData().getURL();
        }
        Connection holder = DriverManager.getConnection(url, "postgres", "");
        holder.setAutoCommit(false);
        holder.createStatement().execute("lock table run_step in access exclusive mode");
        return holder;
    }

    private static Seen call(EngineClient engine, String run) {
        long sent = System.nanoTime();
        Answer answer = engine.get(run);
        return new Seen(answer, Duration.ofNanos(System.nanoTime() - sent));
    }

    private record Seen(Answer answer, Duration took) {}
}
