package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTextTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(camel);

    @BeforeEach
    void start() {
        camel.start();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", "T");
        body.put("n", 5);
        body.put("list", List.of("a", 1));
        body.put("evil", "${body[text]} ${exchangeId} ${bean:x}");
        body.put("nothing", null);
        exchange.getMessage().setBody(body);
        exchange.setVariable("v", Map.of("k", true));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no expression|no expression",
                "${body[text]}|T",
                "a ${body[text]} b ${body[n]}.|a T b 5.",
                "${body[text]}${body[text]}|TT",
                "list ${body[list]}, map ${variable.v}|list [\"a\",1], map {\"k\":true}",
                "${body[nothing]}${body[unknown]}|''",
                "Is ${body[text]} ? a : b, ${body[n]}++|Is T ? a : b, 5++",
                "${body.getOrDefault('x', 5)}|5",
                "{\"json\": {\"a\": 1}} $5 $ {x}|{\"json\": {\"a\": 1}} $5 $ {x}",
                "C:\\new\\table|C:\\new\\table",
            })
    void fillsInNothingButExpressions(String text, String filled) {
        assertThat(PromptText.fill(text, exchange)).isEqualTo(filled);
    }

    @Test
    void neverEvaluatesWhatAnExpressionYields() {
        assertThat(PromptText.fill("<${body[evil]}>", exchange)).isEqualTo("<${body[text]} ${exchangeId} ${bean:x}>");
        assertThat(PromptText.value("${body[evil]}", exchange)).isEqualTo("${body[text]} ${exchangeId} ${bean:x}");
    }

    @Test
    void aSingleExpressionYieldsItsValue() {
        assertThat(PromptText.value(" ${body[list]} ", exchange)).isEqualTo(List.of("a", 1));
        assertThat(PromptText.value("${body[n]}", exchange)).isEqualTo(5);
        assertThat(PromptText.value("${body[n]}${body[n]}", exchange)).isEqualTo("55");
        assertThat(PromptText.value("plain", exchange)).isEqualTo("plain");
        assertThat(PromptText.value("${body[nothing]}", exchange)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${sys:user.home}", "${bean:x}", "a ${body.getClass()}", "$simple{x} ${env:HOME}"})
    void evaluatesOnlyWhatAuthorsMayUse(String text) {
        assertThatThrownBy(() -> PromptText.fill(text, exchange)).hasMessageContaining("is not allowed");
        assertThatThrownBy(() -> PromptText.value(text, exchange)).hasMessageContaining("is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${body[text]", "x ${", "a ${body.get(${body[n]}) b"})
    void anExpressionWithoutAnEndIsAMistake(String text) {
        assertThatThrownBy(() -> PromptText.fill(text, exchange)).isInstanceOf(IllegalArgumentException.class);
    }
}
