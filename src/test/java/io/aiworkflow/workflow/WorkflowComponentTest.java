package io.aiworkflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowComponentTest {
    private final WorkflowCatalogue catalogue = new WorkflowCatalogue();
    private final RecordedSubRuns subRuns = new RecordedSubRuns();
    private DefaultCamelContext context;

    @TempDir
    Path routes;

    @BeforeEach
    void startContext() throws Exception {
        Files.createDirectories(routes.resolve("schemas"));
        Files.writeString(routes.resolve("schemas/greet.input.json"), """
                {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}""");
        context = new DefaultCamelContext();
        context.addComponent(
                "workflow",
                new WorkflowComponent(catalogue, new AuthorResources(new RoutesProperties(routes)), subRuns));
        context.start();
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    @Test
    void readsWhatAYamlRouteDeclares() throws Exception {
        addYaml(
                "greet",
                "{input: schemas/greet.input.json, timeout: 90s, attempts: 5, concurrency: 2, role: operator, onChange: restart, fallbackModel: 'qwen3:4b'}");
        WorkflowDefinition definition = catalogue.require("greet");
        assertThat(definition.description()).isEqualTo("Greets.");
        assertThat(definition.source()).isEqualTo("workflows/greet.camel.yaml");
        assertThat(definition.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(definition.attempts()).isEqualTo(5);
        assertThat(definition.concurrency()).isEqualTo(2);
        assertThat(definition.role()).isEqualTo(UserRole.OPERATOR);
        assertThat(definition.options().onChange()).isEqualTo(OnChange.RESTART);
        assertThat(definition.options().fallbackModel()).contains("qwen3:4b");
        assertThat(definition.output()).isEmpty();
        assertThat(definition.input().orElseThrow().validate(StrictJson.parse("{\"name\":1}")))
                .extracting(FieldError::field)
                .containsExactly("/name");
    }

    @Test
    void executesAJavaRouteOnTheCallingThread() throws Exception {
        addJava("workflow:greet", "greet");
        List<Object> seen = new ArrayList<>();
        boolean executed = catalogue
                .current("greet")
                .orElseThrow()
                .execute(
                        exchange -> exchange.getMessage().setBody(Map.of("name", "Ada")),
                        exchange -> seen.addAll(List.of(exchange.getMessage().getBody(), Thread.currentThread())));
        assertThat(executed).isTrue();
        assertThat(seen).containsExactly("Hello Ada", Thread.currentThread());
    }

    @Test
    void givesTheSameTextTheSameVersionAndAnotherTextOrSchemaAnotherOne() throws Exception {
        addYaml("greet", "{input: schemas/greet.input.json}");
        String first = catalogue.require("greet").version();
        context.getRouteController().stopRoute("greet");
        context.removeRoute("greet");
        assertThat(catalogue.list()).isEmpty();
        addYaml("greet", "{input: schemas/greet.input.json}");
        assertThat(catalogue.require("greet").version()).isEqualTo(first);
        context.getRouteController().stopRoute("greet");
        context.removeRoute("greet");
        Files.writeString(routes.resolve("schemas/greet.input.json"), "{\"type\": \"object\"}");
        addYaml("greet", "{input: schemas/greet.input.json}");
        assertThat(catalogue.require("greet").version()).isNotEqualTo(first);
    }

    @Test
    void givesAJavaRouteTheSameVersionInEachProcess() throws Exception {
        addJava("workflow:first", "first");
        addJava("workflow:greet", "greet");
        String second = catalogue.require("greet").version();
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            WorkflowCatalogue otherCatalogue = new WorkflowCatalogue();
            other.addComponent(
                    "workflow",
                    new WorkflowComponent(otherCatalogue, new AuthorResources(new RoutesProperties(routes)), subRuns));
            other.start();
            other.addRoutes(route("workflow:greet", "greet"));
            assertThat(otherCatalogue.require("greet").version()).isEqualTo(second);
        }
    }

    @Test
    void fillsInForAStepWhatTheWorkflowSaysForAllSteps() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:write?stepTimeout=5s&quickTries=1&backOff=3s&runTimeout=2d&step.a.b.timeout=9s"
                                + "&step.a.b.attempts=7&step.a.b.effect=look-up&step.a.b.lookUp=direct:find")
                        .routeId("write")
                        .step("plain")
                        .log("x")
                        .end()
                        .to("direct:inner");
                from("direct:inner").step("a.b").log("x").end();
            }
        });
        WorkflowOptions options = catalogue.require("write").options();
        assertThat(options.runTimeout()).contains(Duration.ofDays(2));
        BackOff backOff = new BackOff(Duration.ofSeconds(3), Duration.ofMinutes(5));
        assertThat(options.step("plain"))
                .isEqualTo(new StepPlan(
                        Optional.of(Duration.ofSeconds(5)), 0, backOff, 1, Optional.empty(), Optional.empty()));
        assertThat(options.step("a.b"))
                .isEqualTo(new StepPlan(
                        Optional.of(Duration.ofSeconds(9)),
                        7,
                        backOff,
                        1,
                        Optional.of(EffectMode.LOOK_UP),
                        Optional.of("direct:find")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workflow:Greet             | lower-case letters
            workflow:greet_all         | lower-case letters
            workflow:greet?timeout=0   | timeout must be
            workflow:greet?timeout=25h | timeout must be
            workflow:greet?attempts=0  | attempts must be
            workflow:greet?attempts=x  | attempts
            workflow:greet?concurrency=-1 | concurrency must be
            workflow:greet?role=god    | role must be one of
            workflow:greet?onChange=keep | onChange
            workflow:greet?tries=3     | tries
            workflow:greet?quickTries=3 | quickTries must be
            workflow:greet?runTimeout=366d | runTimeout must be
            workflow:greet?stepTimeout=0 | stepTimeout must be
            workflow:greet?backOff=0 | backOff must be
            workflow:greet?step.write.timeout=25h | step.write.timeout must be
            workflow:greet?step.write.attempts=101 | step.write.attempts must be
            workflow:greet?step.write.tries=3 | a step has no option 'tries'
            workflow:greet?step.write=3 | step.ID.OPTION
            workflow:greet?step.write.attempts=2 | the step 'write', which does not exist
            workflow:greet?step.write.effect=maybe | effect
            workflow:greet?step.write.effect=look-up | step.write.lookUp
            workflow:greet?step.write.effect=keyed&step.write.lookUp=direct:x | step.write.lookUp
            workflow:greet?input=schemas/none.json | schemas/none.json
            workflow:greet?input=../secret.json    | is not a resource name
            """)
    void refusesABadOptionWhenTheRouteIsLoaded(String uri, String reason) {
        assertThatThrownBy(() -> addJava(uri, "greet"))
                .satisfies(failure -> assertThat(allMessages(failure)).contains(reason));
        assertThat(catalogue.list()).isEmpty();
    }

    @Test
    void refusesAStepWithoutAnIdOfItsOwn() {
        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("workflow:greet").routeId("greet").step().log("x").end();
                    }
                }))
                .satisfies(failure -> assertThat(allMessages(failure)).contains("each step needs an id"));
    }

    @Test
    void refusesANameThatAnotherSourceHasTaken() throws Exception {
        addYaml("greet", "{}");
        assertThatThrownBy(() -> addJava("workflow:greet", "other"))
                .satisfies(failure ->
                        assertThat(allMessages(failure)).contains("already defined in workflows/greet.camel.yaml"));
    }

    @Test
    void closesARetiredRouteOnlyWhenNothingExecutesInIt() throws Exception {
        addJava("workflow:greet", "greet");
        LoadedWorkflow loaded = catalogue.current("greet").orElseThrow();
        loaded.execute(
                exchange -> exchange.getMessage().setBody(Map.of("name", "x")),
                exchange -> assertThat(loaded.closeIfIdle()).isFalse());
        catalogue.retire(loaded);
        assertThat(catalogue.current("greet")).isEmpty();
        assertThat(catalogue.find("greet", loaded.definition().version())).contains(loaded);
        assertThat(loaded.closeIfIdle()).isTrue();
        assertThat(loaded.execute(exchange -> {}, exchange -> {})).isFalse();
    }

    @Test
    void tellsWhichVersionsOnlyThisBuildCanExecute() throws Exception {
        addYaml("greet", "{}");
        addJava("workflow:in-java", "in-java");
        String inJava = catalogue.require("in-java").id();
        assertThat(inJava).isEqualTo("in-java@" + catalogue.require("in-java").version());
        assertThat(catalogue.exclusive()).containsExactly(inJava);
        assertThat(catalogue.loaded())
                .containsExactlyInAnyOrder(inJava, catalogue.require("greet").id());
    }

    @Test
    void offersToExecuteWorkflowsThatCanBeLoadedAgain() throws Exception {
        addYaml("greet", "{}");
        catalogue.restorable(Set.of("deleted"));
        assertThat(catalogue.executable()).containsExactlyInAnyOrder("greet", "deleted");
        catalogue.restorable(Set.of());
        assertThat(catalogue.executable()).containsExactly("greet");
    }

    @Test
    void startsASubRunFromARoute() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:call").to("workflow:other");
                from("direct:start").to("workflow:other?wait=false");
            }
        });
        Object result = context.createProducerTemplate().requestBody("direct:call", Map.of("a", 1));
        assertThat(result).isEqualTo(Map.of("workflow", "other", "input", Map.of("a", 1)));
        assertThat(context.createProducerTemplate().requestBody("direct:start", "x"))
                .isEqualTo("id-of-other");
    }

    private void addYaml(String name, String options) throws Exception {
        String yaml = """
                - route:
                    id: %1$s
                    description: Greets.
                    from:
                      uri: workflow:%1$s
                      parameters: %2$s
                      steps:
                        - setBody: {simple: "Hello ${body[name]}"}
                """.formatted(name, options);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("file:workflows/" + name + ".camel.yaml", yaml));
    }

    private void addJava(String uri, String routeId) throws Exception {
        context.addRoutes(route(uri, routeId));
    }

    private static RouteBuilder route(String uri, String routeId) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(routeId).setBody(simple("Hello ${body[name]}"));
            }
        };
    }

    private static String allMessages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }

    private static final class RecordedSubRuns implements SubRuns {
        @Override
        public String start(Exchange exchange, String workflow, JsonNode input) {
            return "id-of-" + workflow;
        }

        @Override
        public JsonNode call(Exchange exchange, String workflow, JsonNode input, Instant until) {
            return StrictJson.toTree(Map.of("workflow", workflow, "input", input));
        }
    }
}
