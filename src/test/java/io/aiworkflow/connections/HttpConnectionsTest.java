package io.aiworkflow.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.testsupport.TestConnections;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class HttpConnectionsTest {
    @Test
    void readsTheSettings() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues(
                        "engine.connections.http.rooms.url=https://rooms.example.org/api/",
                        "engine.connections.http.rooms.authorization=Bearer secret",
                        "engine.connections.http.rooms.headers.X-Api-Key=also-secret",
                        "engine.connections.http.rooms.response-timeout=10s",
                        "engine.connections.http.two-words.url=http://10.0.0.7:8080")
                .run(spring -> {
                    HttpConnections connections = spring.getBean(HttpConnections.class);
                    assertThat(connections.names()).containsExactly("rooms", "two-words");
                    HttpConnection rooms = connections.find("rooms").orElseThrow();
                    assertThat(rooms.headers()).containsEntry("X-Api-Key", "also-secret");
                    assertThat(rooms.responseTimeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(rooms.maxAnswer()).isEqualTo(DataSize.ofMegabytes(10));
                    assertThat(connections.url("rooms").uri()).isEqualTo(URI.create("https://rooms.example.org/api"));
                    assertThat(rooms.toString()).doesNotContain("secret");
                    assertThat(spring.getBean(ConnectionsProperties.class).toString())
                            .doesNotContain("secret");
                });
    }

    @Test
    void readsTheEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment",
                        Map.of(
                                "ENGINE_CONNECTIONS_HTTP_SHOP_URL", "https://shop.example.org",
                                "ENGINE_CONNECTIONS_HTTP_SHOP_AUTHORIZATION", "Bearer secret",
                                "ENGINE_CONNECTIONS_HTTP_SHOP_RESPONSETIMEOUT", "7s")));
        HttpConnection shop = Binder.get(environment)
                .bindOrCreate("engine.connections", ConnectionsProperties.class)
                .http()
                .get("shop");
        assertThat(shop.url()).isEqualTo("https://shop.example.org");
        assertThat(shop.authorization()).isEqualTo("Bearer secret");
        assertThat(shop.responseTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void thereNeedNotBeAny() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .run(spring -> assertThat(spring.getBean(HttpConnections.class).names())
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rooms.example.org",
                "ftp://rooms.example.org",
                "https:///x",
                "https://user:secret@rooms.example.org",
                "https://rooms.example.org/x?key=secret",
                "https://rooms.example.org/#x",
                "https://rooms.example.org/a/../b",
                "https://rooms.example.org/a//b",
                "https://rooms.example.org/%2e%2e",
                "https://rooms example.org"
            })
    void refusesToStartWithAUrlThatCannotBeUsed(String url) {
        assertThatThrownBy(() -> TestConnections.to(Map.of("rooms", url)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("engine.connections.http.rooms")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rooms", "rooms_", "-rooms", "rooms--two", "rooms.two", "rooms/two", ""})
    void refusesToStartWithANameThatRoutesCannotWrite(String name) {
        assertThatThrownBy(() -> TestConnections.to(Map.of(name, "https://rooms.example.org")))
                .isInstanceOf(StartRefused.class);
    }

    @ParameterizedTest
    @CsvSource({"Host, evil.example", "Authorization, x", "CamelHttpUri, x", "Transfer-Encoding, chunked", "X y, z"})
    void refusesToStartWithAHeaderThatSteersTheTransport(String name, String value) {
        HttpConnection plain = TestConnections.plain("https://rooms.example.org");
        HttpConnection other = new HttpConnection(
                plain.url(),
                null,
                Map.of(name, value),
                plain.connectTimeout(),
                plain.responseTimeout(),
                plain.maxAnswer());
        assertThatThrownBy(() -> new HttpConnections(new ConnectionsProperties(Map.of("rooms", other), Map.of())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("the header '" + name + "' cannot be set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../admin",
                "/a/../../admin",
                "@evil.example",
                ".evil.example",
                ":99/x",
                "/a/./b",
                "//evil.example"
            })
    void whatIsJoinedStaysBelowTheUrl(String path) {
        BaseUrl base = BaseUrl.parse("https://rooms.example.org/api");
        assertThatThrownBy(() -> base.join(path, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(base.join("/a/b", "c=d")).hasToString("https://rooms.example.org/api/a/b?c=d");
        assertThat(base.join("", "")).hasToString("https://rooms.example.org/api");
    }

    @EnableConfigurationProperties(ConnectionsProperties.class)
    @org.springframework.context.annotation.Import(HttpConnections.class)
    static class Settings {}
}
