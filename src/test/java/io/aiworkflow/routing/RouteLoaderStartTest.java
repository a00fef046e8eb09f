package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.liquibase.LiquibaseAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The order of the start: Camel's own routes, then the authors' files, then whoever looks for work. */
class RouteLoaderStartTest {
    @TempDir
    Path directory;

    @Test
    void filesAreLoadedAfterJavaRoutesAndBeforeADispatcherStarts() throws Exception {
        Files.createDirectories(directory.resolve("workflows"));
        Files.writeString(directory.resolve("workflows/from-file.camel.yaml"), """
                - route:
                    id: from-file
                    description: A workflow.
                    from: {uri: "workflow:from-file", steps: [{setBody: {simple: "${body}"}}]}
                """);
        try (var application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("engine.routes.directory=" + directory, "camel.main.routes-include-pattern=false")
                .run()) {
            Dispatcher dispatcher = application.getBean(Dispatcher.class);
            assertThat(application.getBean(RouteLoader.class).refused()).isEmpty();
            assertThat(dispatcher.seen).containsExactlyInAnyOrder("from-file", "from-java");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, LiquibaseAutoConfiguration.class})
    @EnableConfigurationProperties(RoutesProperties.class)
    @Import({RouteLoader.class, ErrorPolicies.class, AuthorResources.class})
    static class Application {
        @Bean
        WorkflowCatalogue workflowCatalogue() {
            return new WorkflowCatalogue();
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

        @Bean
        Dispatcher dispatcher(WorkflowCatalogue catalogue) {
            return new Dispatcher(catalogue);
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
                org.apache.camel.Exchange exchange, String workflow, com.fasterxml.jackson.databind.JsonNode input) {
            return input;
        }
    }

    /** Starts last, as a worker's dispatcher does, and notes what could be executed then. */
    static final class Dispatcher implements SmartLifecycle {
        private final WorkflowCatalogue catalogue;
        private final List<String> seen = new ArrayList<>();
        private boolean running;

        Dispatcher(WorkflowCatalogue catalogue) {
            this.catalogue = catalogue;
        }

        @Override
        public void start() {
            Set<String> names = catalogue.executable();
            seen.addAll(names);
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
