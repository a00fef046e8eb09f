package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.InboundAdmission;
import io.aiworkflow.routing.HeaderVariants;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** What the first step of each loaded route lets in, when the filter before Camel is not there. */
@EngineTest
@Import(LoaderLayerIT.WithoutTheFilter.class)
@TestPropertySource(properties = "engine.routes.directory=src/test/resources/doors")
class LoaderLayerIT {
    private static final String CANARY = "canary";

    /** What an HTTP server takes as the name of a header. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private int port;

    @BeforeEach
    void connect(@LocalServerPort int chosen) {
        port = chosen;
    }

    private String show(String path, Map<String, String> headers, String body) throws IOException {
        String method = body.isEmpty() ? "GET" : "POST";
        RawHttp.Answer answer = RawHttp.send(port, method, path, headers, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.head() + answer.body();
    }

    @Test
    void theDoorShowsWhatReachesIt() throws IOException {
        assertThat(show("/intake/echo?kind=kept", Map.of(), "")).contains("[kept]");
        assertThat(show("/intake/echo", Map.of("kind", "kept"), "")).contains("[kept]");
        assertThat(show("/intake/echo/rest?kind=kept", Map.of(), "")).contains("[kept]");
    }

    @Test
    void noVariantEntersAsAHeader() throws IOException {
        List<String> names =
                HeaderVariants.all().stream().filter(TOKEN.asMatchPredicate()).toList();
        assertThat(names).hasSizeGreaterThan(150);
        for (String name : names) {
            for (String path : List.of("/intake/echo", "/intake/echo/rest")) {
                assertThat(show(path, Map.of(name, CANARY), "")).as(name).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void noVariantEntersAsAParameter() throws IOException {
        for (String name : HeaderVariants.all()) {
            String pair = URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + CANARY;
            for (String path : List.of("/intake/echo", "/intake/echo/rest")) {
                assertThat(show(path + "?" + pair, Map.of(), "")).as(name).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void noVariantEntersAsAField() throws IOException {
        Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
        for (String name : HeaderVariants.all()) {
            String field = URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + CANARY;
            assertThat(show("/intake/echo", form, field)).as(name).doesNotContain(CANARY);
        }
    }

    @Test
    void placeholdersInValuesStayText() throws IOException {
        assertThat(show("/intake/echo?kind=%7B%7Bsys:user.home%7D%7D", Map.of(), ""))
                .contains("[{{sys:user.home}}]");
    }

    /** Takes the first layer away. */
    @TestConfiguration
    static class WithoutTheFilter {
        @Bean
        InboundAdmission everythingIsLetIn() {
            return (endpoint, method) -> request -> request;
        }

        @Bean
        static BeanDefinitionRegistryPostProcessor removesTheFilter() {
            return new BeanDefinitionRegistryPostProcessor() {
                @Override
                public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
                    registry.removeBeanDefinition("inboundFilter");
                    registry.removeBeanDefinition("endpointAdmission");
                }

                @Override
                public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {}
            };
        }
    }
}
