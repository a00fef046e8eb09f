package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelProperties;
import io.aiworkflow.model.ModelUnavailable;
import io.aiworkflow.model.Priority;
import io.aiworkflow.model.SharedPlaces;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two processes over one database, each with its own gateway and places. */
class LeasedPlacesIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SERVER = "http://one";
    private static final String MODEL = "m:latest";

    static HikariDataSource database;

    private final JdbcModelPlaces rows = new JdbcModelPlaces(JdbcClient.create(database));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void migrate() {
        database = TestDatabase.migrated();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        JdbcClient.create(database).sql("delete from model_place").update();
        JdbcClient.create(database).sql("delete from model_place_wait").update();
    }

    @Test
    void togetherTheyNeverHaveMorePlacesThanThereAre() throws Exception {
        List<LeasedPlaces> processes = List.of(process(LONG), process(LONG));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            LeasedPlaces process = processes.get(i % 2);
            calls.add(() -> {
                try (SharedPlaces.Ask ask = process.ask(MODEL, 3, Priority.INTERACTIVE)) {
                    await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> ask.take(SERVER));
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    running.decrementAndGet();
                    return 1;
                }
            });
        }
        int made = 0;
        for (Future<Integer> call : threads.invokeAll(calls)) {
            made += call.get();
        }
        assertThat(made).isEqualTo(60);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(left("model_place")).isZero();
        assertThat(left("model_place_wait")).isZero();
    }

    @Test
    void aPlaceIsForWhoeverHasAskedFirstAndInteractiveCallsComeBeforeBackgroundOnes() {
        LeasedPlaces one = process(LONG);
        LeasedPlaces other = process(LONG);
        SharedPlaces.Ask busy = one.ask(MODEL, 1, Priority.INTERACTIVE);
        SharedPlaces.Ask background = other.ask(MODEL, 1, Priority.BACKGROUND);
        SharedPlaces.Ask first = other.ask(MODEL, 1, Priority.INTERACTIVE);
        SharedPlaces.Ask second = one.ask(MODEL, 1, Priority.INTERACTIVE);
        assertThat(busy.take(SERVER)).isTrue();
        assertThat(background.take(SERVER)).isFalse();
        assertThat(first.take(SERVER)).isFalse();
        assertThat(second.take(SERVER)).isFalse();
        busy.close();
        try (SharedPlaces.Ask late = one.ask(MODEL, 1, Priority.INTERACTIVE)) {
            assertThat(late.take(SERVER)).isFalse();
        }
        assertThat(background.take(SERVER)).isFalse();
        assertThat(second.take(SERVER)).isFalse();
        assertThat(first.take(SERVER)).isTrue();
        first.close();
        assertThat(background.take(SERVER)).isFalse();
        second.close();
        assertThat(background.take(SERVER)).isTrue();
    }

    @Test
    void backgroundCallsLeaveAPlaceFreeAndOtherModelsAndServersCountForThemselves() {
        LeasedPlaces one = process(LONG);
        LeasedPlaces other = process(LONG);
        assertThat(one.ask(MODEL, 2, Priority.BACKGROUND).take(SERVER)).isTrue();
        SharedPlaces.Ask waits = other.ask(MODEL, 2, Priority.BACKGROUND);
        assertThat(waits.take(SERVER)).isFalse();
        assertThat(other.ask(MODEL, 2, Priority.INTERACTIVE).take(SERVER)).isTrue();
        assertThat(other.ask("n:latest", 2, Priority.BACKGROUND).take(SERVER)).isTrue();
        assertThat(waits.take("http://two")).isTrue();
    }

    @Test
    void aGatewayWaitsForThePlacesOfAnotherAndHasThemWhenItsCallEnds() throws Exception {
        try (FakeOllama ollama = FakeOllama.start().hasLoaded("llama3.2")) {
            ollama.chats(FakeReply.withoutDone("First ").thenSilence(), FakeReply.text("Second."));
            ModelGateway one = gateway(ollama, process(LONG), LONG);
            Future<?> first = threads.submit(() -> one.chat(request()));
            await().atMost(LONG).until(() -> !ollama.requests("/api/chat").isEmpty());

            ModelGateway hasty = gateway(ollama, process(LONG), Duration.ofMillis(300));
            assertThatThrownBy(() -> hasty.chat(request()))
                    .isInstanceOf(ModelUnavailable.class)
                    .hasMessageContaining("this and other processes")
                    .hasMessageContaining("engine.model.max-concurrent");
            assertThat(ollama.requests("/api/chat")).hasSize(1);

            ModelGateway patient = gateway(ollama, process(LONG), LONG);
            Future<String> second = threads.submit(() -> patient.chat(request()).text());
            await().atMost(LONG).until(() -> left("model_place_wait") == 1);
            first.cancel(true);
            assertThat(second.get()).isEqualTo("Second.");
            await().atMost(LONG).until(() -> left("model_place") == 0);
            assertThat(left("model_place_wait")).isZero();
        }
    }

    @Test
    void thePlacesOfAKilledProcessComeBackAndThoseOfALivingOneDoNot() {
        LeasedPlaces killed = process(SHORT);
        assertThat(killed.ask(MODEL, 1, Priority.INTERACTIVE).take(SERVER)).isTrue();
        LeasedPlaces living = process(LONG);
        SharedPlaces.Ask next = living.ask(MODEL, 1, Priority.INTERACTIVE);
        await().atMost(LONG).until(() -> next.take(SERVER));

        JdbcClient.create(database)
                .sql("update model_place set held_until = now() - interval '1 millisecond'")
                .update();
        living.work();
        assertThat(process(LONG).ask(MODEL, 1, Priority.INTERACTIVE).take(SERVER))
                .as("what was renewed")
                .isFalse();
    }

    private LeasedPlaces process(Duration lease) {
        return new LeasedPlaces(rows, lease);
    }

    private static ModelGateway gateway(FakeOllama ollama, SharedPlaces places, Duration longestWait) {
        Map<String, Object> settings = Map.of(
                "engine.model.base-url", ollama.url(),
                "engine.model.idle-timeout", LONG,
                "engine.model.admission-timeout", longestWait);
        ModelProperties properties = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("engine.model", ModelProperties.class);
        return new ModelGateway(properties, places);
    }

    private static ChatRequest request() {
        return ChatRequest.of("Hello");
    }

    private static long left(String table) {
        return JdbcClient.create(database)
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
