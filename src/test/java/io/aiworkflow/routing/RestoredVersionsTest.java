package io.aiworkflow.routing;

import static io.aiworkflow.routing.RouteLoaderTest.echo;
import static io.aiworkflow.routing.RouteLoaderTest.greeting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.VersionGone;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredVersionsTest {
    private static final String GREET = "workflows/greet.camel.yaml";
    private static final String ECHO = "kamelets/echo-action.kamelet.yaml";
    private static final String SCHEMA = "schemas/greet.input.json";
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path directory;

    private RoutesFolder folder;
    private LoadedFiles files;
    private RestoredVersions restored;

    @BeforeEach
    void create() throws Exception {
        folder = new RoutesFolder(directory);
        folder.context.start();
        files = folder.files();
        restored = new RestoredVersions(files, folder.catalogue, LONG, 3);
        load(RouteFileKind.KAMELET, ECHO, echo("!"));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void anEarlierVersionIsExecutedBesideTheCurrentOneAndTakesNoNewRuns() throws Exception {
        StoredVersion old = loadGreeting("Hello");
        StoredVersion current = loadGreeting("Welcome");
        assertThat(folder.catalogue.find("greet", old.version())).isEmpty();

        LoadedWorkflow greet = restored.restore(old);
        assertThat(greet(greet)).isEqualTo("Hello Ada!");
        assertThat(folder.run("greet", Map.of("name", "Ada"))).isEqualTo("Welcome Ada!");
        assertThat(greet.definition().content()).isEqualTo(greeting("Hello"));
        assertThat(greet.definition().source()).isEqualTo(old.source());
        assertThat(folder.catalogue.require("greet").version()).isEqualTo(current.version());
        assertThat(folder.catalogue.list()).hasSize(1);
        assertThat(folder.catalogue.loaded())
                .containsExactlyInAnyOrder("greet@" + old.version(), "greet@" + current.version());
        assertThat(restored.restore(old)).as("it is loaded once").isSameAs(greet);
    }

    @Test
    void aVersionOfADeletedFileIsExecutedWithoutMakingItsNameKnownAgain() throws Exception {
        StoredVersion old = loadGreeting("Hello");
        files.unload(GREET);
        assertThat(greet(restored.restore(old))).isEqualTo("Hello Ada!");
        assertThat(folder.catalogue.current("greet")).isEmpty();
        assertThat(folder.catalogue.list()).isEmpty();
        assertThat(folder.catalogue.executable()).containsExactly("greet");
    }

    @Test
    void theKeptSchemasCountWhateverTheFilesHoldNow() throws Exception {
        folder.write(SCHEMA, "{\"type\": \"object\", \"required\": [\"name\"]}");
        String withSchema = greeting("Hello").replace("workflow:greet", "workflow:greet?input=" + SCHEMA);
        StoredVersion old = load(RouteFileKind.WORKFLOW, GREET, withSchema);
        loadGreeting("Welcome");
        folder.delete(SCHEMA);

        WorkflowDefinition definition = restored.restore(old).definition();
        assertThat(definition.version()).isEqualTo(old.version());
        assertThat(definition.input().map(DocumentSchema::document).map(Object::toString))
                .isEqualTo(old.inputSchema());
    }

    @Test
    void whatItUsesMustBeThereAndIsLookedForAgainWhenFilesChange() throws Exception {
        StoredVersion old = loadGreeting("Hello");
        files.unload(GREET);
        files.unload(ECHO);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> restored.restore(old))
                    .isInstanceOf(VersionGone.class)
                    .hasMessageMatching("line \\d+: there is no Kamelet 'echo-action'");
        }
        load(RouteFileKind.KAMELET, ECHO, echo("?"));
        restored.filesChanged();
        assertThat(greet(restored.restore(old))).isEqualTo("Hello Ada?");
    }

    @Test
    void aTextThatTodaysRulesRefuseIsGone() throws Exception {
        StoredVersion old = loadGreeting("Hello");
        StoredVersion forbidden = new StoredVersion(
                old.workflow(),
                "0123456789abcdef",
                old.source(),
                old.content().replace("direct:say", "exec:say"),
                old.inputSchema(),
                old.outputSchema());
        assertThatThrownBy(() -> restored.restore(forbidden))
                .isInstanceOf(VersionGone.class)
                .hasMessageContaining("the component 'exec' is not allowed here");
        assertThat(folder.run("greet", Map.of("name", "Ada"))).isEqualTo("Hello Ada!");
    }

    @Test
    void aChangedKameletIsUsedFromTheNextRestoringOn() throws Exception {
        StoredVersion old = loadGreeting("Hello");
        loadGreeting("Welcome");
        assertThat(greet(restored.restore(old))).isEqualTo("Hello Ada!");
        load(RouteFileKind.KAMELET, ECHO, echo("?"));
        restored.kameletsChanged();
        restored.removeIdle();
        assertThat(greet(restored.restore(old))).isEqualTo("Hello Ada?");
    }

    @Test
    void onlyAFewIdleVersionsAreKeptAndNoneThatIsExecuted() throws Exception {
        StoredVersion[] old = new StoredVersion[6];
        for (int i = 0; i < old.length; i++) {
            old[i] = loadGreeting("Hello" + i);
        }
        loadGreeting("Welcome");
        LoadedWorkflow busy = restored.restore(old[0]);
        busy.execute(exchange -> exchange.getMessage().setBody(Map.of("name", "x")), exchange -> {
            for (int i = 1; i < old.length; i++) {
                restore(old[i]);
            }
            assertThat(folder.catalogue.find("greet", old[0].version())).contains(busy);
        });
        assertThat(folder.context.getRoutes().stream()
                        .filter(route -> route.getRouteId().startsWith("greet@")))
                .as("three of them and the current one")
                .hasSize(4);
    }

    @Test
    void restoringLeavesNothingBehind() throws Exception {
        RestoredVersions impatient = new RestoredVersions(files, folder.catalogue, Duration.ZERO, 3);
        StoredVersion[] old = new StoredVersion[10];
        for (int i = 0; i < old.length; i++) {
            old[i] = loadGreeting("Hello" + i);
        }
        loadGreeting("Welcome");
        Map<String, Integer> before = counts();
        for (int i = 0; i < 5 * old.length; i++) {
            int which = i % old.length;
            assertThat(greet(impatient.restore(old[which]))).isEqualTo("Hello" + which + " Ada!");
            if (i % 2 == 0) {
                impatient.removeIdle();
            }
        }
        impatient.removeIdle();
        assertThat(counts()).isEqualTo(before);
        assertThat(folder.run("greet", Map.of("name", "Ada"))).isEqualTo("Welcome Ada!");
    }

    private Map<String, Integer> counts() {
        return Map.of(
                "routes", folder.context.getRoutes().size(),
                "definitions", folder.context.getRouteDefinitions().size(),
                "templates", folder.context.getRouteTemplateDefinitions().size(),
                "endpoints", folder.context.getEndpoints().size(),
                "versions", folder.catalogue.loaded().size());
    }

    private StoredVersion loadGreeting(String word) throws Exception {
        return load(RouteFileKind.WORKFLOW, GREET, greeting(word));
    }

    /** Loads the file and gives back what is kept of its workflow. */
    private StoredVersion load(RouteFileKind kind, String path, String text) throws Exception {
        folder.write(path, text);
        files.load(kind, path, false);
        files.endRound();
        return kind == RouteFileKind.KAMELET ? null : stored(folder.catalogue.require("greet"));
    }

    static StoredVersion stored(WorkflowDefinition definition) {
        return new StoredVersion(
                definition.name(),
                definition.version(),
                definition.source(),
                definition.content(),
                definition.input().map(schema -> schema.document().toString()),
                definition.output().map(schema -> schema.document().toString()));
    }

    private void restore(StoredVersion version) {
        try {
            restored.restore(version);
        } catch (VersionGone e) {
            throw new AssertionError(e);
        }
    }

    static Object greet(LoadedWorkflow workflow) {
        AtomicReference<Object> result = new AtomicReference<>();
        boolean executed =
                workflow.execute(exchange -> exchange.getMessage().setBody(Map.of("name", "Ada")), exchange -> {
                    Throwable failure = exchange.getException();
                    result.set(failure == null ? exchange.getMessage().getBody() : failure.toString());
                });
        return executed ? result.get() : "closed";
    }
}
