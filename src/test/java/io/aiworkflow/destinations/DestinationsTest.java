package io.aiworkflow.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.testsupport.TestConnections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class DestinationsTest {
    @Test
    void readsTheSettings() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues(
                        "engine.destinations.billing.uri=workflow:bill-customer",
                        "engine.destinations.help-desk.uri=http-connection:desk/tickets?method=POST")
                .run(spring -> {
                    Destinations table = spring.getBean(Destinations.class);
                    assertThat(table.names()).containsExactly("billing", "help-desk");
                    assertThat(table.find("help-desk")).contains("http-connection:desk/tickets?method=POST");
                    assertThat(table.find("Billing")).isEmpty();
                });
    }

    @Test
    void readsTheEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment", Map.of("ENGINE_DESTINATIONS_BILLING_URI", "workflow:bill-customer")));
        assertThat(Binder.get(environment)
                        .bindOrCreate("engine", DestinationsProperties.class)
                        .destinations())
                .containsEntry("billing", new Destination("workflow:bill-customer"));
    }

    @Test
    void thereNeedNotBeAny() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .run(spring ->
                        assertThat(spring.getBean(Destinations.class).names()).isEmpty());
    }

    @Test
    void refusesToStartWithoutAnAddress() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues("engine.destinations.billing.uri=")
                .run(spring -> assertThat(spring).hasFailed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Billing", "1st", "-billing", "bill_ing", "bill.ing", "bill/ing", "bill?x=y", "bill ing", ""})
    void refusesToStartWithANameThatNobodyCanSend(String name) {
        assertThatThrownBy(() -> TestConnections.destinations(Map.of(name, "workflow:bill-customer")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("engine.destinations." + name);
    }

    @EnableConfigurationProperties(DestinationsProperties.class)
    @Import(Destinations.class)
    static class Settings {}
}
