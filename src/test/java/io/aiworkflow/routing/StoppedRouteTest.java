package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.workflow.LoadedWorkflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that an operator has stopped, and what becomes of them and their files. */
class StoppedRouteTest {
    private static final String FILE = "workflows/greet.camel.yaml";

    @TempDir
    Path directory;

    private RoutesFolder folder;

    @BeforeEach
    void start() {
        folder = new RoutesFolder(directory);
        folder.write("kamelets/echo-action.kamelet.yaml", RouteLoaderTest.echo("!"))
                .write(FILE, RouteLoaderTest.greeting("Hello"))
                .start();
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private LoadedWorkflow stop() throws Exception {
        LoadedWorkflow workflow = folder.catalogue.current("greet").orElseThrow();
        assertThat(workflow.hold()).isZero();
        folder.context.getRouteController().stopRoute(workflow.routeId());
        return workflow;
    }

    private Object greet() {
        return folder.run("greet", Map.of("name", "Ada"));
    }

    @Test
    void aStoppedWorkflowIsKnownButExecutesNothing() throws Exception {
        LoadedWorkflow workflow = stop();
        assertThat(folder.catalogue.require("greet")).isEqualTo(workflow.definition());
        assertThat(folder.catalogue.isHeld("greet")).isTrue();
        assertThat(folder.catalogue.executable()).doesNotContain("greet");
        assertThat(workflow.execute(exchange -> {}, exchange -> {})).isFalse();
    }

    @Test
    void aWorkflowThatIsStartedAgainIsTheSame() throws Exception {
        LoadedWorkflow workflow = stop();
        folder.context.getRouteController().startRoute("greet");
        assertThat(folder.catalogue.current("greet")).containsSame(workflow);
        assertThat(folder.catalogue.executable()).contains("greet");
        assertThat(greet()).isEqualTo("Hello Ada!");
    }

    @Test
    void itsFileIsReloadedAllTheSameAndNothingOfTheStoppedRouteStays() throws Exception {
        stop();
        folder.write(FILE, RouteLoaderTest.greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        soon(() -> assertThat(folder.context.getRouteController().getRouteStatus("greet"))
                .isNull());
        assertThat(folder.catalogue.executable()).contains("greet");
        assertThat(folder.catalogue.loaded()).hasSize(1);
    }

    @Test
    void aVersionThatWasStartedAgainStillGivesWayToTheNextOne() throws Exception {
        stop();
        folder.context.getRouteController().startRoute("greet");
        folder.write(FILE, RouteLoaderTest.greeting("Welcome"));
        soon(() -> assertThat(greet()).isEqualTo("Welcome Ada!"));
        soon(() -> assertThat(folder.catalogue.loaded()).hasSize(1));
        assertThat(folder.context.getRoute("greet")).isNull();
    }

    @Test
    void theFileOfAStoppedWorkflowCanBeDeleted() throws Exception {
        stop();
        folder.delete(FILE);
        soon(() -> assertThat(folder.catalogue.current("greet")).isEmpty());
        soon(() -> assertThat(folder.context.getRouteController().getRouteStatus("greet"))
                .isNull());
        assertThat(folder.catalogue.executable()).isEmpty();
        folder.write(FILE, RouteLoaderTest.greeting("Again"));
        soon(() -> assertThat(greet()).isEqualTo("Again Ada!"));
        assertThat(folder.loader.refused()).isEmpty();
    }

    @Test
    void whatIsExecutedWhenItIsHeldComesToItsEnd() throws Exception {
        LoadedWorkflow workflow = folder.catalogue.current("greet").orElseThrow();
        CompletableFuture<Void> inside = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Boolean> execution = CompletableFuture.supplyAsync(
                () -> workflow.execute(
                        exchange -> {
                            exchange.getMessage().setBody(Map.of("name", "Ada"));
                            inside.complete(null);
                            go.join();
                        },
                        exchange -> {}),
                task -> new Thread(task).start());
        inside.join();
        assertThat(workflow.hold()).isEqualTo(1);
        go.complete(null);
        assertThat(execution.join()).isTrue();
        assertThat(workflow.hold()).isZero();
        assertThat(folder.context.getRouteController().getRouteStatus("greet")).isEqualTo(ServiceStatus.Started);
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }
}
