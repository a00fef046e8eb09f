package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** What authors write, executed by the whole engine: their calls arrive where they may go and nowhere else. */
@EngineTest
@Import(EgressIT.Names.class)
class EgressIT {
    private static final Trap TRAP = new Trap();
    private static final OutsideServer OUTSIDE = new OutsideServer("127.0.0.1", 0);
    private static final OutsideServer REBOUND = new OutsideServer("127.0.0.3", TRAP.port());
    private static final Path ROUTES = Path.of("target/egress-routes").toAbsolutePath();

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.deleteRecursively(ROUTES);
        write("kamelets/fetch-action.kamelet.yaml", kamelet("fetch-action", ""));
        write("kamelets/follow-action.kamelet.yaml", kamelet("follow-action", ", parameters: {followRedirects: true}"));
        write("intake/forward.camel.yaml", door());
        OUTSIDE.redirectTo("http://127.0.0.1:%d/".formatted(TRAP.port()));
        String outside = "//outside.test:%d/".formatted(OUTSIDE.port());
        workflow("allowed", "fetch-action", outside + "x");
        workflow("redirected", "follow-action", outside + "redirect");
        workflow("rebound", "fetch-action", "//rebind.test:%d/".formatted(TRAP.port()));
        int number = 0;
        for (String trick : AddressTricks.at(TRAP)) {
            workflow("trick-" + ++number, "fetch-action", trick);
        }
        registry.add("engine.routes.directory", ROUTES::toString);
        registry.add("engine.egress.allow", () -> "127.0.0.3, outside.test:" + OUTSIDE.port());
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
    }

    @AfterAll
    static void close() {
        TRAP.close();
        OUTSIDE.close();
        REBOUND.close();
    }

    @Test
    void anAllowedHostIsCalled() {
        Answer answer = engine.run("allowed", "{}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("result").asText()).isEqualTo("arrived");
    }

    @Test
    void noTrickReachesTheTrap() {
        List<String> tricks = AddressTricks.at(TRAP);
        Map<String, String> refusedFiles = refusedFiles();
        int refused = 0;
        List<String> strange = new ArrayList<>();
        for (int i = 0; i < tricks.size(); i++) {
            String name = "trick-" + (i + 1);
            String reason = refusedFiles.get("workflows/" + name + ".camel.yaml");
            if (reason == null) {
                Answer answer = engine.run(name, "{}");
                String code = answer.json().path("code").asText();
                refused += code.equals("EGRESS_REFUSED") ? 1 : 0;
                if (!List.of("EGRESS_REFUSED", "WORKFLOW_FAILED").contains(code)) {
                    strange.add(tricks.get(i) + " -> " + answer.body());
                }
            } else {
                refused += reason.contains("routes may not call") ? 1 : 0;
            }
        }
        assertThat(strange).isEmpty();
        assertThat(TRAP.caught()).isZero();
        assertThat(refused)
                .as("of the tricks are refused by name, not by accident")
                .isGreaterThan(60);
    }

    @Test
    void theErrorTellsHostAndSettingButNoAddress() {
        int index = AddressTricks.at(TRAP).indexOf("//private.test:%d/".formatted(TRAP.port())) + 1;
        Answer answer = engine.run("trick-" + index, "{}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().get("code").asText()).isEqualTo("EGRESS_REFUSED");
        assertThat(answer.json().get("detail").asText())
                .contains("private.test:" + TRAP.port(), "ENGINE_EGRESS_ALLOW")
                .doesNotContain("127.0.0.1");
        JsonNode run = engine.get(answer.header("Location")).json();
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(run.get("attempts").asInt()).as("a refusal is permanent").isOne();
    }

    @Test
    void aRedirectToAnotherHostEndsTheRun() {
        Answer answer = engine.run("redirected", "{}");
        assertThat(answer.json().get("code").asText()).isEqualTo("EGRESS_REFUSED");
        assertThat(TRAP.caught()).isZero();
    }

    @Test
    void aNameThatMovesToThisMachineIsRefusedAtTheNextConnection() {
        Answer first = engine.run("rebound", "{}");
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(engine.run("rebound", "{}").json().get("code").asText()).isEqualTo("EGRESS_REFUSED");
        assertThat(REBOUND.requests()).hasSize(1);
        assertThat(TRAP.caught()).isZero();
    }

    @Test
    void aDoorForwardsToItsHostWhateverIsAskedFor() {
        String trap = "127.0.0.1:" + TRAP.port();
        for (String path : List.of(
                "/intake/forward",
                "/intake/forward//" + trap + "/",
                "/intake/forward/@" + trap,
                "/intake/forward?CamelHttpUri=http://" + trap + "/",
                "/intake/forward?camelHttpUri=http%3A%2F%2F" + trap,
                "/intake/forward?url=http://" + trap)) {
            for (String header :
                    List.of("CamelHttpUri", "camelhttpuri", "CamelRestHttpUri", "CamelHttpHost", "Host-Is")) {
                engine.send(engine.request(path)
                        .header(header, "http://" + trap + "/")
                        .build());
            }
        }
        assertThat(OUTSIDE.requests()).contains("GET /forwarded");
        assertThat(TRAP.caught()).isZero();
    }

    private Map<String, String> refusedFiles() {
        Map<String, String> refused = new HashMap<>();
        engine.get("/api/v1/workflows")
                .json()
                .get("refused")
                .forEach(file -> refused.put(
                        file.get("file").asText(), file.get("reason").asText()));
        return refused;
    }

    private static void workflow(String name, String kamelet, String address) throws IOException {
        write("workflows/" + name + ".camel.yaml", """
                - route:
                    id: %1$s
                    description: Calls an address.
                    from:
                      uri: workflow:%1$s
                      steps:
                        - kamelet: {name: %2$s, parameters: {address: '%3$s'}}
                """.formatted(name, kamelet, address));
    }

    private static String kamelet(String name, String parameters) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: %s
                  labels:
                    camel.apache.org/kamelet.type: action
                spec:
                  definition:
                    title: Fetch
                    description: Calls an address.
                    type: object
                    required: [address]
                    properties:
                      address:
                        title: Address
                        description: What follows the scheme.
                        type: string
                        example: //example.org
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - removeHeaders: {pattern: "*"}
                        - setHeader: {name: CamelHttpMethod, constant: GET}
                        - to: {id: call, uri: "http:{{address}}"%s}
                        - convertBodyTo: {type: String}
                """.formatted(name, parameters);
    }

    private static String door() {
        return """
                - route:
                    id: forward
                    description: Forwards to another system.
                    from:
                      uri: platform-http:/intake/forward
                      steps:
                        - to: {id: call, uri: "http://outside.test:%d/forwarded"}
                """.formatted(OUTSIDE.port());
    }

    private static void write(String path, String text) throws IOException {
        Path file = ROUTES.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @TestConfiguration
    static class Names {
        @Bean
        @Primary
        Network networkOfTheTest() {
            return AddressTricks.names()
                    .then("outside.test", "127.0.0.1")
                    .then("rebind.test", "127.0.0.3")
                    .then("rebind.test", "127.0.0.1");
        }
    }
}
