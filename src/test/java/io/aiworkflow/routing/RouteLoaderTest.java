package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.workflow.StoredVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.StepDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteLoaderTest {
    @TempDir
    Path directory;

    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(directory);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    /** Greets by way of a step, an inner route and a Kamelet. */
    static String greeting(String word) {
        return """
                - route:
                    id: greet
                    description: Greets whoever is named.
                    from:
                      uri: workflow:greet
                      steps:
                        - step:
                            id: say
                            steps:
                              - to: direct:say
                - route:
                    id: say
                    description: Says it.
                    from:
                      uri: direct:say
                      steps:
                        - to:
                            id: call-echo
                            uri: kamelet:echo-action
                            parameters:
                              text: "%s ${body[name]}"
                """.formatted(word);
    }

    static String echo(String mark) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: echo-action
                spec:
                  definition:
                    title: Echo
                    description: Gives a text back.
                    type: object
                    required: [text]
                    properties:
                      text:
                        title: Text
                        description: What is given back.
                        type: string
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody:
                            simple: "{{text}}%s"
                """.formatted(mark);
    }

    private void startWithGreeting() {
        folder.write("kamelets/echo-action.kamelet.yaml", echo("!"))
                .write("workflows/greet.camel.yaml", greeting("Hello"))
                .start();
        assertThat(folder.loader.refused()).isEmpty();
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    private Object greet() {
        return folder.run("greet", Map.of("name", "Ada"));
    }

    @Test
    void loadsWorkflowsAndKameletsAtStart() {
        startWithGreeting();
        assertThat(greet()).isEqualTo("Hello Ada!");
        assertThat(folder.catalogue.require("greet").source()).endsWith("workflows/greet.camel.yaml");
        assertThat(folder.catalogue.require("greet").content()).isEqualTo(greeting("Hello"));
    }

    @Test
    void aChangeIsLiveSoon() {
        startWithGreeting();
        Instant begin = Instant.now();
        folder.write("workflows/greet.camel.yaml", greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        System.out.println("A change was live after "
                + Duration.between(begin, Instant.now()).toMillis() + " ms");
    }

    @Test
    void theSameTextHasTheSameVersionInEveryGeneration() {
        startWithGreeting();
        String version = folder.catalogue.require("greet").version();
        folder.write("workflows/greet.camel.yaml", greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        folder.write("workflows/greet.camel.yaml", greeting("Hello"));
        soon(() -> assertThat(greet()).isEqualTo("Hello Ada!"));
        assertThat(folder.catalogue.require("greet").version()).isEqualTo(version);
    }

    @Test
    void stepsKeepTheAuthorsIdsInEveryGeneration() throws Exception {
        List<String> seen = new ArrayList<>();
        folder.context.getCamelContextExtension().addInterceptStrategy((context, definition, target, next) -> {
            if (definition instanceof StepDefinition) {
                seen.add(((NamedNode) definition).getId());
            }
            return target;
        });
        startWithGreeting();
        folder.write("workflows/greet.camel.yaml", greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        assertThat(seen).containsExactly("say", "say");
    }

    @Test
    void executionsUnderWayFinishOnTheOldRouteWhileNewOnesUseTheNew() throws Exception {
        Latch latch = new Latch();
        folder.bind("latch", latch)
                .write("workflows/wait.camel.yaml", waiting("old"))
                .start();
        CompletableFuture<Object> underWay = CompletableFuture.supplyAsync(() -> folder.run("wait", "stop"));
        latch.entered.await(10, TimeUnit.SECONDS);
        folder.write("workflows/wait.camel.yaml", waiting("new"));
        soon(() -> assertThat(folder.run("wait", "pass")).isEqualTo("new"));
        assertThat(folder.context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrder("wait", "wait@2");
        assertThat(underWay).isNotDone();

        latch.open.countDown();
        assertThat(underWay.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        soon(() -> assertThat(folder.context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactly("wait@2"));
    }

    private static String waiting(String result) {
        return """
                - route:
                    id: wait
                    description: Waits for the latch.
                    from:
                      uri: workflow:wait
                      steps:
                        - bean: {ref: latch, method: pass}
                        - setBody: {constant: %s}
                """.formatted(result);
    }

    /** Offered to the waiting workflow. */
    @OfferedToRoutes
    public static final class Latch {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        public String pass(String body) throws InterruptedException {
            if (body.equals("stop")) {
                entered.countDown();
                open.await(20, TimeUnit.SECONDS);
            }
            return body;
        }
    }

    @Test
    void aBrokenFileIsReportedWhileTheOldVersionServesAndItsCorrectionIsLive() {
        startWithGreeting();
        folder.write("workflows/greet.camel.yaml", greeting("Hello").replace("- step:", "- stepp:"));
        soon(() -> assertThat(folder.loader.refused()).hasSize(1));
        RefusedFile refused = folder.loader.refused().get(0);
        assertThat(refused.file()).isEqualTo("workflows/greet.camel.yaml");
        assertThat(refused.line()).isEqualTo(7);
        assertThat(refused.reason()).contains("unknown step 'stepp'; did you mean 'step'?");
        assertThat(refused.serving()).isTrue();
        assertThat(greet()).isEqualTo("Hello Ada!");

        folder.write("workflows/greet.camel.yaml", greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        soon(() -> assertThat(folder.loader.refused()).isEmpty());
    }

    @Test
    void aFileBrokenAtStartDoesNotStopTheOthers() {
        folder.write("workflows/broken.camel.yaml", "- route: [");
        startWithGreetingBesideBroken();
        assertThat(folder.loader.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.serving()).isFalse());
        assertThat(greet()).isEqualTo("Hello Ada!");
    }

    private void startWithGreetingBesideBroken() {
        folder.write("kamelets/echo-action.kamelet.yaml", echo("!"))
                .write("workflows/greet.camel.yaml", greeting("Hello"))
                .start();
    }

    @Test
    void aDeletedFileRetiresItsWorkflow() {
        startWithGreeting();
        folder.delete("workflows/greet.camel.yaml");
        soon(() -> assertThat(folder.catalogue.current("greet")).isEmpty());
        soon(() -> assertThat(folder.context.getRoutes()).isEmpty());
        folder.write("workflows/greet.camel.yaml", greeting("Hello again,"));
        soon(() -> assertThat(greet()).isEqualTo("Hello again, Ada!"));
    }

    @Test
    void aChangedKameletReachesTheWorkflowsThatUseIt() {
        startWithGreeting();
        folder.write("kamelets/echo-action.kamelet.yaml", echo("?"));
        soon(() -> assertThat(greet()).isEqualTo("Hello Ada?"));
    }

    @Test
    void aBrokenKameletIsRefusedAndTheOldOneServesOldAndNewWorkflows() {
        startWithGreeting();
        folder.write("kamelets/echo-action.kamelet.yaml", echo("?").replace("{{text}}", "{{txt}}"));
        soon(() -> assertThat(folder.loader.refused()).hasSize(1));
        assertThat(folder.loader.refused().get(0).reason()).contains("'{{txt}}' is not a property of this Kamelet");
        folder.write("workflows/greet.camel.yaml", greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
    }

    @Test
    void aWorkflowThatMissesItsKameletLoadsWhenTheKameletArrives() {
        folder.write("workflows/greet.camel.yaml", greeting("Hello")).start();
        assertThat(folder.loader.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo("there is no Kamelet 'echo-action'"));
        folder.write("kamelets/echo-action.kamelet.yaml", echo("!"));
        soon(() -> assertThat(greet()).isEqualTo("Hello Ada!"));
        soon(() -> assertThat(folder.loader.refused()).isEmpty());
    }

    @Test
    void aChangedSchemaReachesTheWorkflowThatNamesIt() {
        String workflow = greeting("Hello").replace("workflow:greet", "workflow:greet?input=schemas/greet.input.json");
        folder.write("kamelets/echo-action.kamelet.yaml", echo("!"))
                .write("schemas/greet.input.json", "{\"type\": \"object\"}")
                .write("workflows/greet.camel.yaml", workflow)
                .start();
        String version = folder.catalogue.require("greet").version();
        folder.write("schemas/greet.input.json", "{\"type\": \"nonsense\"}");
        soon(() -> assertThat(folder.loader.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.file()).isEqualTo("workflows/greet.camel.yaml");
            assertThat(refused.line()).isEqualTo(5);
            assertThat(refused.reason()).contains("schemas/greet.input.json is not a valid JSON Schema");
        }));
        folder.write("schemas/greet.input.json", "{\"type\": \"object\", \"required\": [\"name\"]}");
        soon(() -> assertThat(folder.catalogue.require("greet").version()).isNotEqualTo(version));
        soon(() -> assertThat(folder.loader.refused()).isEmpty());
    }

    @Test
    void aNameThatJavaRoutesUseIsNotTakenByAFile() throws Exception {
        folder.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:greet").routeId("greet-in-java").setBody().constant("from Java");
                from("direct:other").routeId("other").setBody().constant("other");
            }
        });
        folder.write("workflows/other.camel.yaml", waiting("x").replace("wait", "other"))
                .bind("latch", new Latch());
        startWithGreetingBesideBroken();
        assertThat(folder.loader.refused())
                .extracting(RefusedFile::reason)
                .anySatisfy(reason -> assertThat(reason).contains("the workflow 'greet' is already defined in"))
                .anySatisfy(reason -> assertThat(reason).contains("the route id 'other' is taken by another route"));
        assertThat(greet()).isEqualTo("from Java");
        assertThat(folder.context.createProducerTemplate().requestBody("direct:other", ""))
                .isEqualTo("other");
    }

    @Test
    void reloadingLeavesNothingBehind() {

        startWithGreetingBesideBroken();
        Map<String, Integer> before = counts();
        for (int i = 1; i <= 100; i++) {
            String word = "Round" + i;
            folder.write("workflows/greet.camel.yaml", greeting(word));
            if (i % 10 == 0) {
                folder.write("kamelets/echo-action.kamelet.yaml", echo("" + i));
            }
            soon(() -> assertThat((String) greet()).startsWith(word));
        }
        soon(() -> assertThat(counts()).isEqualTo(before));
    }

    @Test
    void manyThreadsRestoreEarlierVersionsWhileTheFileChanges() throws Exception {
        startWithGreetingBesideBroken();
        StoredVersion old = RestoredVersionsTest.stored(folder.catalogue.require("greet"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 1; round <= 10; round++) {
                String word = "Round" + round;
                folder.write("workflows/greet.camel.yaml", greeting(word));
                List<Future<Object>> answers = threads.invokeAll(
                        Collections.nCopies(16, () -> RestoredVersionsTest.greet(folder.loader.restore(old))));
                for (Future<Object> answer : answers) {
                    assertThat(answer.get()).isIn("Hello Ada!", "closed");
                }
                soon(() -> assertThat((String) greet()).startsWith(word));
            }
        } finally {
            threads.shutdownNow();
        }
        soon(() -> assertThat(folder.catalogue.loaded()).hasSize(2));
    }

    @Test
    void nothingIsRestoredWhenTheLoaderHasStopped() {
        startWithGreetingBesideBroken();
        StoredVersion old = RestoredVersionsTest.stored(folder.catalogue.require("greet"));
        folder.loader.stop();
        assertThatThrownBy(() -> folder.loader.restore(old)).isInstanceOf(InterruptedException.class);
    }

    private Map<String, Integer> counts() {
        return Map.of(
                "routes", folder.context.getRoutes().size(),
                "definitions", folder.context.getRouteDefinitions().size(),
                "templates", folder.context.getRouteTemplateDefinitions().size(),
                "endpoints", folder.context.getEndpoints().size(),
                "loaded workflows", folder.catalogue.executable().size(),
                "kamelet routes",
                        (int) folder.context.getRouteDefinitions().stream()
                                .filter(route -> Boolean.TRUE.equals(route.isKamelet()))
                                .count());
    }
}
