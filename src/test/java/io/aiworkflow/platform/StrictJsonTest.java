package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void keepsNumbersExactlyAndGivesPlainValues() throws Exception {
        assertThat(StrictJson.toJava(StrictJson.parse("{\"a\":1.10,\"b\":[1,null,true,\"x\"]}")))
                .isEqualTo(Map.of("a", new BigDecimal("1.10"), "b", java.util.Arrays.asList(1, null, true, "x")));
        assertThat(StrictJson.write(StrictJson.parse("[1.10,12345678901234567890]")))
                .isEqualTo("[1.10,12345678901234567890]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "{} x",
                "NaN",
                "Infinity",
                "'a'",
                "{a:1}",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "1e999999999",
                "// x\n1",
                "\u0000",
                "tru"
            })
    void refusesWhatIsNotStrictJson(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesDeepNestingAndBrokenUtf8() {
        assertThatThrownBy(() -> StrictJson.parse("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xC3, '"'}))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(StrictJson.reason(e)).contains("UTF-8"));
    }

    @Test
    void tellsWhereTheFaultIs() {
        assertThatThrownBy(() -> StrictJson.parse("{\n  \"a\": oops\n}"))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(StrictJson.reason(e)).contains("line 2"));
    }

    @Test
    void storesPlainValuesOnlyAndNamesThePlaceOfOthers() {
        assertThat(MessageValues.toJson(Map.of("a", List.of(1, "x", 2.5))).toString())
                .isEqualTo("{\"a\":[1,\"x\",2.5]}");
        assertThatThrownBy(() -> MessageValues.toJson(Map.of("a", List.of(new Object()))))
                .hasMessageContaining("/a/0")
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> MessageValues.toJson(Double.NaN)).hasMessageContaining("finite");
        assertThat(new String(
                        StrictJson.write(MessageValues.toJson("ä\u0000")).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8))
                .isEqualTo("\"ä\\u0000\"");
    }
}
