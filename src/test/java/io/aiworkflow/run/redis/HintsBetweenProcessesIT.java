package io.aiworkflow.run.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.EngineApplication;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestRedis;
import io.aiworkflow.testsupport.TestWorkflows;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An api and a worker that poll once in ten minutes: whatever happens sooner comes from hints. */
class HintsBetweenProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestRedis redis;
    private static ConfigurableApplicationContext worker;
    private static ConfigurableApplicationContext api;
    private static EngineClient client;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        Map<String, String> settings = TestDatabase.settings();
        settings.put("engine.redis.url", redis.url());
        settings.put("engine.worker.poll-every", "10m");
        settings.put("engine.events.poll-every", "10m");
        settings.put("engine.intake.farewell", "0s");
        worker = start("worker", settings);
        api = start("api", settings);
        client = new EngineClient(port());
        await().atMost(PATIENCE)
                .until(() -> client.get("/api/v1/health")
                        .json()
                        .at("/checks/redis/status")
                        .asText()
                        .equals("ok"));
    }

    @AfterAll
    static void stop() {
        for (ConfigurableApplicationContext context : new ConfigurableApplicationContext[] {api, worker}) {
            if (context != null) {
                context.close();
            }
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void aWaitingCallerGetsTheResultOfTheOtherProcess() {
        Answer answer = client.run("three-steps", "{\"text\":\"a\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void eventsOfTheOtherProcessComeAsTheyHappen() {
        CountDownLatch gate = worker.getBean(Probe.class).block("third");
        String run = client.submit("three-steps", "{\"text\":\"a\"}").header("Location");
        try (EventReader reader = new EventReader(port(), run + "/events")) {
            await().atMost(PATIENCE)
                    .until(() -> reader.events().stream()
                                    .filter(event -> event.type().equals("step"))
                                    .count()
                            == 2);
            gate.countDown();
            await().atMost(PATIENCE).until(reader::isOver);
            assertThat(reader.events())
                    .last()
                    .extracting(EventReader.Event::type)
                    .isEqualTo("end");
        }
    }

    private static ConfigurableApplicationContext start(String role, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + role, "--server.port=0"));
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new SpringApplicationBuilder(EngineApplication.class, TestWorkflows.class)
                .run(arguments.toArray(String[]::new));
    }

    private static int port() {
        return api.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
