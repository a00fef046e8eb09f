package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.OutsideEffects;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A run is taken from its worker while a step is executed. Whatever the worker writes next is refused, and nothing of what
 * it has in hand reaches the run.
 */
@EngineTest
@Import(ZombieAttemptIT.Workflows.class)
class ZombieAttemptIT {
    private static final List<String> TABLES =
            List.of("run_step", "run_payload", "run_wait", "run_progress", "run_slot", "effect");

    @Autowired
    Probe probe;

    @Autowired
    JdbcClient database;

    @Autowired
    HeldRuns held;

    @Autowired
    WorkerStanding standing;

    @Autowired
    MeterRegistry meters;

    private EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        probe.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "result",
                "failure",
                "step",
                "failed-step",
                "delay",
                "approval",
                "open-callback",
                "callback",
                "sub-run",
                "effect-intent",
                "effect-outcome",
                "effect-by-connector",
                "review",
                "progress"
            })
    void whatAZombieWritesIsRefusedAndCountedAndItsResultDropped(String write) {
        CountDownLatch gate = probe.block("gate");
        UUID run = UUID.fromString(
                engine.submit("zombie-" + write, "1").json().get("id").asText());
        await().until(() -> probe.visits().contains("gate"));
        long counted = standing.staleWrites();
        double metered = refused();
        giveToAnotherWorker(run);
        Map<String, String> before = rows(run);

        gate.countDown();

        await().until(() -> held.find(run).isEmpty());
        await().untilAsserted(() -> assertThat(standing.staleWrites()).isEqualTo(counted + 1));
        assertThat(refused()).isEqualTo(metered + 1);
        assertThat(rows(run)).isEqualTo(before);
        assertThat(probe.visits()).containsExactly("gate");
    }

    private double refused() {
        return meters.get("aiworkflow.stale.writes.refused").counter().count();
    }

    /** As after a frozen process: the lease has ended, and a living worker holds the run with the next token. */
    private void giveToAnotherWorker(UUID run) {
        UUID other = UUID.randomUUID();
        database.sql("""
                        insert into worker (id, host, format, executes, slots, held, stuck, stale_writes, draining,
                                            lease_until)
                        select :other, 'elsewhere', max(format), '{}', 1, 1, 0, 0, true, now() + interval '1 hour'
                          from worker""").param("other", other).update();
        assertThat(database.sql("""
                                update run
                                   set token = token + 1, worker_id = :other, claimed_at = now()
                                 where id = :run and state = 'running'""").param("other", other).param("run", run).update())
                .isEqualTo(1);
    }

    private Map<String, String> rows(UUID run) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("run", rows("select * from run where id = :run", run));
        for (String table : TABLES) {
            rows.put(table, rows("select * from %s where run_id = :run".formatted(table), run));
        }
        return rows;
    }

    private String rows(String select, UUID run) {
        return database.sql("select coalesce(json_agg(t order by t::text)::text, '') from (%s) t".formatted(select))
                .param("run", run)
                .query(String.class)
                .single();
    }

    /** In each, the gate is passed by the zombie, and {@code after} by nobody. */
    @TestConfiguration
    static class Workflows {
        private static final String GATE = "visit(${body}, 'gate')";
        private static final String AFTER = "visit(${body}, 'after')";

        @Bean
        Connector zombieConnector(OutsideEffects effects, Probe probe) {
            return new Connector(effects, probe);
        }

        @Bean
        RouteBuilder zombieRoutes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:zombie-result").routeId("zombie-result").bean("probe", GATE);
                    from("workflow:zombie-failure")
                            .routeId("zombie-failure")
                            .bean("probe", GATE)
                            .bean("zombieConnector", "fail");
                    from("workflow:zombie-step")
                            .routeId("zombie-step")
                            .step("zombie-1")
                            .bean("probe", GATE)
                            .end()
                            .bean("probe", AFTER);
                    from("workflow:zombie-failed-step")
                            .routeId("zombie-failed-step")
                            .step("zombie-2")
                            .bean("probe", GATE)
                            .bean("zombieConnector", "fail")
                            .end()
                            .bean("probe", AFTER);
                    waiting("delay", "delay:nap?for=1ms");
                    waiting("approval", "approval:ok?title=Now?");
                    waiting("open-callback", "callback:done?action=open");
                    // A run of its own, which the holder of the parent finds by its place: only the parent's wait is
                    // refused.
                    waiting("sub-run", "workflow:zombie-child");
                    from("workflow:zombie-child").routeId("zombie-child").to("delay:nap?for=1h");
                    from("workflow:zombie-callback")
                            .routeId("zombie-callback")
                            .to("callback:done?action=open")
                            .bean("probe", GATE)
                            .to("callback:done?timeout=1ms")
                            .bean("probe", AFTER);
                    from("workflow:zombie-effect-intent?step.zombie-3.effect=keyed")
                            .routeId("zombie-effect-intent")
                            .bean("probe", GATE)
                            .step("zombie-3")
                            .bean("probe", AFTER)
                            .end();
                    effect("effect-outcome", "zombie-4", "keyed", "kept");
                    effect("review", "zombie-5", "review", "fail");
                    from("workflow:zombie-effect-by-connector")
                            .routeId("zombie-effect-by-connector")
                            .bean("zombieConnector", "call")
                            .bean("probe", AFTER);
                    from("workflow:zombie-progress")
                            .routeId("zombie-progress")
                            .bean("probe", GATE)
                            .bean("progress", "percent(${exchange}, 50)");
                }

                private void waiting(String name, String uri) {
                    from("workflow:zombie-" + name)
                            .routeId("zombie-" + name)
                            .bean("probe", GATE)
                            .to(uri)
                            .bean("probe", AFTER);
                }

                private void effect(String name, String step, String mode, String end) {
                    from("workflow:zombie-%s?step.%s.effect=%s".formatted(name, step, mode))
                            .routeId("zombie-" + name)
                            .step(step)
                            .bean("probe", GATE)
                            .bean("zombieConnector", end)
                            .end()
                            .bean("probe", AFTER);
                }
            };
        }
    }

    /** Its call waits for the gate, with its intent committed before. */
    static class Connector {
        private final OutsideEffects effects;
        private final Probe probe;

        Connector(OutsideEffects effects, Probe probe) {
            this.effects = effects;
            this.probe = probe;
        }

        public Object call(Exchange exchange) throws Exception {
            return effects.performKeyed(exchange, "zombie-call", key -> (String) probe.visit(key, "gate"));
        }

        public Object kept(Object body) {
            return body;
        }

        public void fail() {
            throw new PermanentException(ErrorCode.WORKFLOW_FAILED, "fails as told");
        }
    }
}
