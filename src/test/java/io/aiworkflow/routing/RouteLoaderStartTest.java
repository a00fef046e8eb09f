package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.connections.ConnectionsProperties;
import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.SqlConnections;
import io.aiworkflow.destinations.Destinations;
import io.aiworkflow.destinations.DestinationsProperties;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.liquibase.LiquibaseAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The order of the start: Camel's own routes, then the authors' files, which never take a name from them. */
class RouteLoaderStartTest {
    @TempDir
    Path directory;

    @Test
    void filesAreLoadedAfterJavaRoutesAndBeforeTheApplicationIsReady() throws Exception {
        Files.createDirectories(directory.resolve("workflows"));
        for (String name : List.of("from-file", "from-java")) {
            Files.writeString(directory.resolve("workflows/%s.camel.yaml".formatted(name)), """
                    - route:
                        id: %1$s
                        description: A workflow.
                        from: {uri: "workflow:%1$s", steps: [{setBody: {simple: "${body}"}}]}
                    """.formatted(name));
        }
        try (var application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--engine.routes.directory=" + directory)) {
            assertThat(application.getBean(RouteLoader.class).refused())
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.file()).isEqualTo("workflows/from-java.camel.yaml"));
            assertThat(application.getBean("executable", List.class)).hasSize(2).contains("from-file", "from-java");
            assertThat(application
                            .getBean(WorkflowCatalogue.class)
                            .require("from-java")
                            .source())
                    .isEqualTo("java:from-java");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, LiquibaseAutoConfiguration.class})
    @EnableConfigurationProperties({
        RoutesProperties.class,
        RoutePolicyProperties.class,
        ConnectionsProperties.class,
        DestinationsProperties.class
    })
    @Import({
        RouteLoader.class,
        RoutingConfiguration.class,
        ErrorPolicies.class,
        AuthorResources.class,
        HttpConnections.class,
        SqlConnections.class,
        Destinations.class
    })
    static class Application {
        @Bean
        WorkflowCatalogue workflowCatalogue() {
            return new WorkflowCatalogue();
        }

        @Bean
        RouteReports routeReports() {
            return reports -> {};
        }

        @Bean("workflow-component")
        WorkflowComponent workflowComponent(WorkflowCatalogue catalogue, AuthorResources resources) {
            return new WorkflowComponent(catalogue, resources, new NoSubRuns());
        }

        @Bean
        RoutesBuilder javaRoute() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:from-java").routeId("from-java").setBody().constant("x");
                }
            };
        }

        /** A worker begins to work when the application is ready; what it could execute then. */
        @Bean
        ApplicationListener<ApplicationReadyEvent> worker(WorkflowCatalogue catalogue, List<String> executable) {
            return ready -> executable.addAll(catalogue.executable());
        }

        @Bean
        List<String> executable() {
            return new ArrayList<>();
        }
    }

    private static final class NoSubRuns implements SubRuns {
        @Override
        public String start(
                org.apache.camel.Exchange exchange, String workflow, com.fasterxml.jackson.databind.JsonNode input) {
            return "";
        }

        @Override
        public com.fasterxml.jackson.databind.JsonNode call(
                org.apache.camel.Exchange exchange,
                String workflow,
                com.fasterxml.jackson.databind.JsonNode input,
                Instant until) {
            return input;
        }
    }
}
