package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.workflow.DeclaredSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files declare as schedules, and what they may not. */
class TriggerRoutesTest {
    private static final String FILE = "workflows/digest.camel.yaml";
    private static final String WORKFLOW = """
            - route:
                id: digest
                description: Makes a digest.
                from:
                  uri: "workflow:digest%s"
                  steps:
                    - log: made
            """;

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

    @Test
    void aWorkflowDeclaresItsScheduleInItsAddressOrBesideIt() {
        folder.write(FILE, WORKFLOW.formatted("?schedule=0+30+2+*+*+?&scheduleZone=Europe/Berlin"))
                .start();
        assertThat(folder.loader.refused()).isEmpty();
        assertThat(folder.triggers.declared()).singleElement().satisfies(declared -> {
            assertThat(declared.name()).isEqualTo("digest");
            assertThat(declared.timetable()).hasToString("0 30 2 * * ? in Europe/Berlin");
            assertThat(declared.source()).endsWith(FILE);
        });

        folder.write(FILE, WORKFLOW.formatted("?schedule=0%2030%202%20*%20*%20?"));
        await().until(() -> folder.triggers.declared().size() == 1
                && folder.triggers.declared().get(0).timetable().toString().equals("0 30 2 * * ? in UTC"));
        folder.write(
                FILE,
                withParameters(
                        "schedule: every 6h", "scheduleOverlap: queue", "scheduleInput: '{\"kind\": \"a/b, c\"}'"));
        await().until(() -> folder.triggers.declared().stream()
                .anyMatch(each -> each.timetable().text().equals("PT6H")));
        assertThat(folder.triggers.declared().get(0).input().path("kind").asText())
                .isEqualTo("a/b, c");

        folder.delete(FILE);
        await().until(() -> folder.triggers.declared().isEmpty());
    }

    @Test
    void aRouteFromQuartzLeadsToAWorkflow() {
        folder.write(FILE, WORKFLOW.formatted("") + trigger("""
        - setBody: {constant: '{"kind": "weekly"}'}
        - to: {id: start, uri: "workflow:digest"}""")).start();
        assertThat(folder.loader.refused()).isEmpty();
        DeclaredSchedule declared = folder.triggers.declared().get(0);
        assertThat(declared.name()).isEqualTo("weekly-digest");
        assertThat(declared.workflow()).isEqualTo("digest");
        assertThat(declared.timetable()).hasToString("0 0 8 ? * MON in Europe/Berlin");
        assertThat(declared.input().path("kind").asText()).isEqualTo("weekly");

        // The old routes may still be there when the new ones are.
        folder.write(FILE, WORKFLOW.formatted(""));
        await().until(() -> folder.triggers.declared().isEmpty());
    }

    @Test
    void aStoppedRouteIsNotGoneWhileItsFileIsThere() throws Exception {
        folder.write(FILE, WORKFLOW.formatted("") + trigger("""
        - to: {id: start, uri: "workflow:digest"}""")).start();
        assertThat(folder.triggers.declared()).hasSize(1);
        String route = folder.context.getRoutes().stream()
                .filter(each -> each.getEndpoint().getEndpointUri().startsWith("quartz:"))
                .map(Route::getId)
                .findFirst()
                .orElseThrow();
        folder.context.getRouteController().stopRoute(route);
        assertThat(folder.triggers.declared()).isEmpty();
        assertThat(folder.triggers.stopped()).containsExactly("weekly-digest");

        folder.context.getRouteController().startRoute(route);
        assertThat(folder.triggers.declared()).hasSize(1);
        assertThat(folder.triggers.stopped()).isEmpty();

        folder.delete(FILE);
        await().until(() -> folder.triggers.declared().isEmpty());
        assertThat(folder.triggers.stopped()).isEmpty();
    }

    @Test
    void aRouteFromQuartzDoesNothingElse() {
        for (String steps : new String[] {
            "        - log: hello",
            """
        - log: hello
        - to: {id: start, uri: "workflow:digest"}""",
            """
        - setBody: {simple: "${header.fireTime}"}
        - to: {id: start, uri: "workflow:digest"}""",
            "        - to: {id: start, uri: \"workflow:digest?wait=false\"}",
            "        - to: {id: start, uri: \"log:digest\"}"
        }) {
            folder.write(FILE, WORKFLOW.formatted("") + trigger(steps));
            if (!folder.context.isStarted()) {
                folder.start();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(folder.loader.refused())
                            .singleElement()
                            .satisfies(refused -> {
                                assertThat(refused.rule()).isEqualTo("schedule");
                                assertThat(refused.line()).isGreaterThan(7);
                            }));
            folder.delete(FILE);
            await().until(() -> folder.loader.refused().isEmpty());
        }
    }

    @Test
    void wrongTimesAreRefusedWithFileAndLine() {
        folder.write(FILE, withParameters("attempts: 2", "schedule: 0 0 25 * * ?"))
                .start();
        assertThat(folder.loader.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).contains("schedule").contains("0 0 25 * * ?");
            assertThat(refused.line()).isEqualTo(8);
        });
    }

    @Test
    void anInputThatWouldBeDamagedIsRefused() {
        for (String text : List.of("a + b", "100%", "a & b")) {
            folder.write(FILE, withParameters("schedule: every 6h", "scheduleInput: '{\"kind\": \"" + text + "\"}'"));
            if (!folder.context.isStarted()) {
                folder.start();
            }
            await().untilAsserted(() -> assertThat(folder.loader.refused())
                    .singleElement()
                    .satisfies(refused -> {
                        assertThat(refused.rule()).isEqualTo("schedule");
                        assertThat(refused.line()).isEqualTo(8);
                    }));
            folder.delete(FILE);
            await().until(() -> folder.loader.refused().isEmpty());
        }
    }

    private static String withParameters(String... parameters) {
        String indent = "        ";
        String lines = indent + String.join("\n" + indent, parameters) + "\n";
        return WORKFLOW.formatted("").replace("      steps:", "      parameters:\n" + lines + "      steps:");
    }

    private static String trigger(String steps) {
        return """
                - route:
                    id: start-weekly
                    description: Starts the weekly digest.
                    from:
                      uri: quartz:weekly-digest
                      parameters:
                        cron: 0 0 8 ? * MON
                        trigger.timeZone: Europe/Berlin
                      steps:
                """ + steps.stripIndent().indent(8);
    }
}
