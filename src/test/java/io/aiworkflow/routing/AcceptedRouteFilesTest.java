package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authors are meant to write is loaded, and does what it says. */
class AcceptedRouteFilesTest {
    @TempDir
    Path directory;

    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(directory)
                .bind("texts", new MalformedRouteFilesTest.Texts())
                .write("prompts/greeting.txt", "Be kind.")
                .write("schemas/case.input.json", "{\"type\": \"object\"}")
                .write("kamelets/echo-action.kamelet.yaml", RouteLoaderTest.echo("!"));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private Object run(String steps, Object input) {
        return run(steps, "", input);
    }

    private Object run(String steps, String furtherRoutes, Object input) {
        folder.write("workflows/case.camel.yaml", """
                        - route:
                            id: case
                            description: A case.
                            from:
                              uri: workflow:case
                              parameters:
                                input: schemas/case.input.json
                                timeout: 2m
                                attempts: 5
                              steps:
                        """ + steps.indent(8) + furtherRoutes)
                .start();
        assertThat(folder.loader.refused()).isEmpty();
        return folder.run("case", input);
    }

    @Test
    void choiceAndFilterWithSimple() {
        String steps = """
                - choice:
                    when:
                      - simple: "${body[count]} > 1"
                        steps: [{setBody: {constant: many}}]
                      - expression: {simple: "${body[count]} == 1"}
                        steps: [{setBody: {constant: one}}]
                    otherwise:
                      steps: [{setBody: {constant: none}}]
                - filter:
                    simple: "${body} == 'one'"
                    steps: [{log: "It is ${body}"}]
                """;
        assertThat(run(steps, Map.of("count", 1))).isEqualTo("one");
    }

    @Test
    void kameletsInsideAStepInBothWays() {
        String steps = """
                - step:
                    id: twice
                    steps:
                      - kamelet: {name: echo-action, parameters: {text: "${body[text]}"}}
                      - kamelet: {name: echo-action, parameters: {text: "${body} and"}}
                      - to: "kamelet:echo-action?text=${body} again"
                """;
        assertThat(run(steps, Map.of("text", "Hi"))).isEqualTo("Hi! and! again!");
    }

    @Test
    void splitBeansVariablesAndInnerRoutes() {
        String steps = """
                - setVariable: {name: words, simple: {expression: "${body[words]}", resultType: java.util.List}}
                - split:
                    variable: words
                    steps:
                      - bean: {ref: texts, method: "shout(${body})"}
                      - setProperty: {name: last, simple: "${body}"}
                - wireTap: {uri: "direct:tapped"}
                - enrich: {id: ask, constant: "direct:inner"}
                """;
        String inner = """
                - route:
                    id: inner
                    description: Answers.
                    from: {uri: "direct:inner", steps: [{setBody: {constant: inner}}]}
                - route:
                    id: tapped
                    description: Listens.
                    from: {uri: "direct:tapped", steps: [{log: tapped}]}
                """;
        assertThat(run(steps, inner, Map.of("words", List.of("a", "b")))).isEqualTo("inner");
    }

    @Test
    void tryCatchJsonAndHeaders() {
        String steps = """
                - doTry:
                    steps:
                      - throwException: {exceptionType: java.lang.IllegalStateException, message: "No ${body[a]}"}
                    doCatch:
                      - exception: [java.lang.IllegalStateException]
                        steps:
                          - setBody: {simple: "{\\"caught\\": \\"${exception.message}\\"}"}
                - unmarshal: {json: {}}
                - setHeaders:
                    headers:
                      - {name: kind, constant: prompts/greeting.txt}
                - setBody: {simple: "${body[caught]} ${header.kind}"}
                """;
        assertThat(run(steps, Map.of("a", 1))).isEqualTo("No 1 prompts/greeting.txt");
    }
}
