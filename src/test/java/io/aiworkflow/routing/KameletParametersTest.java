package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.kamelet.springboot.KameletComponentAutoConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KameletParametersTest {
    private static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: echo-action}
            spec:
              definition:
                title: Echo
                properties:
                  text: {title: Text, type: string}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setBody: {constant: "{{text?nested=false}}"}
            """;

    @TempDir
    Path kamelets;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(kamelets.resolve("echo-action.kamelet.yaml"), KAMELET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kamelet: {name: echo-action, %s}", "to: {uri: 'kamelet:echo-action', %s}"})
    void textsArriveAsTheyWereWritten(String step) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            KameletParameters.install(camel);
            KameletParameters.install(camel);
            camel.getComponent("kamelet", KameletComponent.class).setLocation("file:" + kamelets);
            assertThat(echo(camel, step.formatted("parameters: {text: \"a\\n & b\\t%41 + \\\\n\"}")))
                    .isEqualTo("a\n & b\t%41 + \\n");
        }
    }

    @Test
    void placeholdersAreStillResolved() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().addInitialProperty("who", "Bob");
            KameletParameters.install(camel);
            camel.getComponent("kamelet", KameletComponent.class).setLocation("file:" + kamelets);
            assertThat(echo(camel, "kamelet: {name: echo-action, parameters: {text: \"{{who}}\"}}"))
                    .isEqualTo("Bob");
        }
    }

    @Test
    void springBootsCamelIsPreparedAndKeepsItsSettings() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(CamelAutoConfiguration.class, KameletComponentAutoConfiguration.class))
                .withBean(KameletParameters.class)
                .withPropertyValues("camel.component.kamelet.location=file:" + kamelets)
                .run(spring -> assertThat(echo(
                                spring.getBean(CamelContext.class),
                                "kamelet: {name: echo-action, parameters: {text: \"a\\n & b\"}}"))
                        .isEqualTo("a\n & b"));
    }

    @Test
    void aPlainComponentKeepsItsLocation() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getComponent("kamelet", KameletComponent.class).setLocation("file:" + kamelets);
            KameletParameters.install(camel);
            assertThat(echo(camel, "kamelet: {name: echo-action, parameters: {text: \"a & b\"}}"))
                    .isEqualTo("a & b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain text, ${body[a]}?", "schemas/x.json", "0.5", "{{placeholder}}", "RAW(a&b)", ""})
    void harmlessTextsStayReadable(String text) {
        assertThat(KameletParameters.encode(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&b", "a\nb", " a", "text64.x", "100%", "1+1", "ü", "text64.dGV4dA"})
    void othersAreEncodedAndComeBack(String text) {
        assertThat(KameletParameters.encode(text)).matches("text64\\.[A-Za-z0-9_-]+");
        assertThat(KameletParameters.decode(KameletParameters.encode(text))).isEqualTo(text);
    }

    private static String echo(CamelContext camel, String step) throws Exception {
        String yaml = "- route:\n    from:\n      uri: direct:in\n      steps:\n        - " + step + "\n";
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("test.camel.yaml", yaml));
        camel.start();
        return camel.createProducerTemplate().requestBody("direct:in", "", String.class);
    }
}
