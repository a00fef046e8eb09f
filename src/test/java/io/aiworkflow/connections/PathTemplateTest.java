package io.aiworkflow.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
    private static final CamelContext CAMEL = new DefaultCamelContext();

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    private static String fill(String path, Object id) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(id == null ? Map.of() : Map.of("id", id));
        return PathTemplate.parse(path).fill(exchange);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/, ''",
        "orders, /orders",
        "/orders/, /orders/",
        "/a/b-c_d.e~f, /a/b-c_d.e~f",
        "/orders/${body[id]}, /orders/7",
        "/orders/no-${body[id]}.json, /orders/no-7.json",
        "'/find(id=${body[id]})', '/find(id=7)'"
    })
    void fillsPaths(String path, String filled) {
        assertThat(fill(path, 7)).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a%2Fb",
        "a b, a%20b",
        "a?b=c&d, a%3Fb%3Dc%26d",
        "a#b, a%23b",
        "%2e%2e, %252e%252e",
        "@evil.example, %40evil.example",
        "{{sys:user.home}}, %7B%7Bsys%3Auser.home%7D%7D",
        "${body}, %24%7Bbody%7D",
        "ü, %C3%BC",
        "..., ...",
        "a..b, a..b"
    })
    void aValueStaysWithinItsPart(String value, String encoded) {
        assertThat(fill("/x/${body[id]}/y", value)).isEqualTo("/x/" + encoded + "/y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../admin", "a/../b", "a\\..\\b", "..\\", "a\nb", "a\u0000b", ""})
    void refusesValuesThatLeadElsewhere(String value) {
        assertThatThrownBy(() -> fill("/x/${body[id]}", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dotsThatComeTogetherAreSeen() {
        assertThatThrownBy(() -> fill("/x/.${body[id]}/y", ".")).hasMessageContaining("'.' or '..'");
    }

    @Test
    void refusesAPartWithoutAValueAndOneThatIsNoText() {
        assertThatThrownBy(() -> fill("/x/${body[id]}", null)).hasMessageContaining("has no value");
        assertThatThrownBy(() -> fill("/x/${body[id]}", Map.of("a", 1)))
                .hasMessageContaining("must be a text, a number or a boolean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/a//b",
                "/a/../b",
                "/.",
                "/a?b",
                "/a#b",
                "/a%2fb",
                "/a b",
                "/a\\b",
                "http://x",
                "/a&b"
            })
    void refusesPathsThatAreNotPlain(String path) {
        assertThatThrownBy(() -> PathTemplate.parse(path)).isInstanceOf(IllegalArgumentException.class);
    }
}
