package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data chooses among the names of the table; whatever else it holds, nothing is called. */
class DestinationStepsTest {
    private static final String TO_ONE = "{toD: {id: out, uri: \"destination:${variable.to}\"}}";
    private static final String TO_SEVERAL = "{recipientList: {id: out, variable: to}}";

    @TempDir
    Path directory;

    private final Recorder called = new Recorder();
    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(
                directory,
                PolicyLevel.STRICT,
                Map.of(),
                Map.of("billing", "workflow:bill", "shipping", "workflow:ship?wait=false"));
        folder.bind("gatherBodies", new GatherBodies());
        folder.context.removeComponent("workflow");
        folder.context.addComponent("workflow", new WorkflowComponent(folder.catalogue, folder.resources, called));
        folder.context.getPropertiesComponent().addInitialProperty("routes.word", "billing");
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private Object run(String steps, Object to) {
        load(steps, "{log: x}");
        return folder.run("case", Collections.singletonMap("to", to));
    }

    private void load(String steps, String inner) {
        folder.write("workflows/case.camel.yaml", """
                - route:
                    id: case
                    description: A case.
                    from:
                      uri: workflow:case
                      steps:
                        - setVariable: {name: to, simple: "${body[to]}"}
                        - %s
                - route:
                    id: inner
                    description: An inner route.
                    from: {uri: "direct:inner", steps: [%s]}
                """.formatted(steps, inner)).start();
        assertThat(folder.loader.refused()).isEmpty();
    }

    @Test
    void oneNameIsCalled() {
        assertThat(run(TO_ONE, "billing")).isEqualTo("bill did it");
        assertThat(called.calls).containsExactly("bill");
    }

    @Test
    void anotherNameLeadsElsewhere() {
        assertThat(run(TO_ONE, "shipping")).isEqualTo("begun");
        assertThat(called.calls).containsExactly("ship");
    }

    @Test
    void aNameIsPutTogether() {
        run("{toD: {id: out, uri: \"destination:${variable.to}ing\"}}", "bill");
        assertThat(called.calls).containsExactly("bill");
    }

    @Test
    void aNameMayStandInTheFile() {
        run("{to: {id: out, uri: \"destination:shipping\"}}", "x");
        assertThat(called.calls).containsExactly("ship");
    }

    @Test
    void theAnswerGoesWhereTheStepSays() {
        Object result = run(
                "{toD: {id: out, uri: \"destination:${variable.to}\", variableReceive: answer}}\n"
                        + "        - setBody: {simple: \"${body[to]}: ${variable.answer}\"}",
                "billing");
        assertThat(result).isEqualTo("billing: bill did it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", parallelProcessing: true", ", streaming: true, stopOnException: true"})
    void severalNamesAreCalledInTheirOrder(String options) {
        Object result = run(
                "{recipientList: {id: out, variable: to, aggregationStrategy: gatherBodies%s}}".formatted(options),
                "billing, shipping,billing");
        assertThat(result).isEqualTo(List.of("bill did it", "begun", "bill did it"));
        assertThat(called.calls).containsExactlyInAnyOrder("bill", "ship", "bill");
    }

    @Test
    void namesMayComeAsAList() {
        run(TO_SEVERAL, List.of("shipping", "billing"));
        assertThat(called.calls).containsExactly("ship", "bill");
    }

    @Test
    void noNamesAreNoCalls() {
        assertThat(run(TO_SEVERAL, List.of())).isEqualTo(Map.of("to", List.of()));
        assertThat(called.calls).isEmpty();
    }

    @Test
    void twentyNamesAreEnough() {
        assertThat(run(TO_SEVERAL, "billing,".repeat(21)).toString()).contains("to at most 20 destinations");
        assertThat(run(TO_SEVERAL, Collections.nCopies(21, "billing")).toString())
                .contains("to at most 20 destinations");
        assertThat(called.calls).isEmpty();
        run(TO_SEVERAL, Collections.nCopies(20, "billing"));
        assertThat(called.calls).hasSize(20);
    }

    static Stream<String> attacks() {
        return Stream.of(
                "",
                " ",
                "unknown",
                "Billing",
                "billing ",
                " billing",
                "billing\n",
                "billing\u0000",
                "billing?wait=false",
                "billing?",
                "billing#x",
                "billing&x=y",
                "billing/../shipping",
                "billing%3Fwait=false",
                "bill%69ng",
                "/billing",
                "//billing",
                "../x",
                "destination:billing",
                "workflow:bill",
                "http:evil",
                "http://evil.example/x",
                "direct:x?y",
                "direct:inner",
                "bean:texts?method=shout",
                "language:simple:${body}",
                "file:/etc/passwd",
                "exec:sh",
                "RAW(billing)",
                "#bean:texts",
                "ref:texts",
                "resource:file:/etc/passwd",
                "${body}",
                "${variable.to}",
                "$simple{body}",
                "{{routes.word}}",
                "{{env:HOME}}",
                "{{sys:user.home}}",
                "b\u0456lling",
                "\uff42illing",
                "bill\u200bing",
                "billing\u202e",
                "billing;shipping",
                "'||'billing",
                "x".repeat(10_240));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void nothingElseIsCalled(String to) {
        String result = run(TO_ONE, to).toString();
        assertThat(result).contains("there is no destination '").hasSizeLessThan(300);
        assertThat(result).doesNotContain("${", "{{", "\u202e", "\u0000", "x".repeat(50));
        assertThat(called.calls).isEmpty();
        assertThat(folder.context.getEndpoints())
                .extracting(Endpoint::getEndpointUri)
                .allMatch(uri -> uri.matches("(workflow|direct)://(case|case_1_inner)"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void oneWrongNameAmongSeveralIsEnoughToCallNothing(String to) {
        // Blanks around a name and an empty text are no names of their own there.
        String wrong = to.strip().equals("billing") || to.isBlank() ? "unknown" : to;
        String result = run(TO_SEVERAL, "billing," + wrong + ",shipping").toString();
        assertThat(result).contains("there is no destination '");
        assertThat(called.calls).isEmpty();
    }

    static Stream<Object> noTexts() {
        return Stream.of(List.of("billing"), Map.of("billing", 1), 7, true);
    }

    @ParameterizedTest
    @MethodSource("noTexts")
    void aNameIsAText(Object to) {
        assertThat(run(TO_ONE, to).toString()).contains("a destination is named by a text, and there is a ");
        assertThat(called.calls).isEmpty();
    }

    @Test
    void aNameThatIsMissingIsNoName() {
        assertThat(run(TO_ONE, null).toString()).contains("a destination is named by a text, and there is none");
        assertThat(called.calls).isEmpty();
    }

    @Test
    void theNamesThatThereAreAreNotTold() {
        assertThat(run(TO_ONE, "unknown").toString()).doesNotContain("billing", "shipping", "bill", "ship");
    }

    static Stream<String> places() {
        return Stream.of(
                "{step: {id: around, steps: [%s]}}",
                "{pipeline: {steps: [%s]}}",
                "{choice: {when: [{simple: \"${variable.to} != 'x'\", steps: [%s]}]}}",
                "{choice: {when: [{simple: \"${variable.to} == 'x'\", steps: [{log: x}]}], otherwise: {steps: [%s]}}}",
                "{doTry: {steps: [%s], doFinally: {steps: [{log: x}]}}}",
                "{doTry: {steps: [{log: x}], doFinally: {steps: [%s]}}}",
                "{doTry: {steps: [{throwException: {exceptionType: java.lang.IllegalStateException, message: x}}],"
                        + " doCatch: [{exception: [java.lang.IllegalStateException], steps: [%s]}]}}",
                "{filter: {simple: \"${variable.to} != 'x'\", steps: [%s]}}",
                "{loop: {constant: 1, steps: [%s]}}",
                "{split: {constant: a, stopOnException: true, steps: [%s]}}",
                "{multicast: {stopOnException: true, steps: [%s]}}",
                "{kamelet: {name: pass-action, steps: [%s]}}",
                "{step: {id: around, steps: [{split: {constant: a, stopOnException: true, steps: [{choice: {when:"
                        + " [{simple: \"${variable.to} != 'x'\", steps: [%s]}]}}]}}]}}",
                "{to: {id: in, uri: \"direct:inner\"}}");
    }

    @ParameterizedTest
    @MethodSource("places")
    void theTableHoldsWhereverTheStepStands(String place) {
        folder.write("kamelets/pass-action.kamelet.yaml", """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: pass-action}
                spec:
                  definition: {title: Pass, description: Passes on., type: object}
                  template: {from: {uri: "kamelet:source", steps: [{to: "kamelet:sink"}]}}
                """);
        String both = TO_ONE + ", " + TO_SEVERAL.replace("id: out", "id: out-too");
        load(place.formatted(both), place.contains("direct:inner") ? both : "{log: x}");
        // Camel would find this route.
        String result = folder.run("case", Map.of("to", "direct:case_1_inner")).toString();
        assertThat(result).contains("there is no destination 'direct:case_1_inner'");
        assertThat(called.calls).isEmpty();
        folder.run("case", Map.of("to", "billing"));
        assertThat(called.calls).containsExactly("bill", "bill");
    }

    /** Takes note of the workflows that are called. */
    private static final class Recorder implements SubRuns {
        private final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public String start(Exchange exchange, String workflow, JsonNode input) {
            calls.add(workflow);
            return "begun";
        }

        @Override
        public JsonNode call(Exchange exchange, String workflow, JsonNode input, Instant until) {
            calls.add(workflow);
            return TextNode.valueOf(workflow + " did it");
        }
    }
}
