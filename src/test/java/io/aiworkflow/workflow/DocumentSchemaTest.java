package io.aiworkflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.platform.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentSchemaTest {
    @Test
    void completesAnInputWithDefaultsButChangesNothingElse() throws JsonProcessingException {
        DocumentSchema schema = DocumentSchema.parse(
                "s", "{\"properties\":{\"n\":{\"default\":3},\"m\":{\"default\":[1]},\"o\":{\"type\":\"string\"}}}");
        assertThat(schema.withDefaults(StrictJson.parse("{\"n\":null,\"x\":1}")))
                .isEqualTo(StrictJson.parse("{\"n\":null,\"x\":1,\"m\":[1]}"));
        assertThat(schema.withDefaults(StrictJson.parse("[1]"))).isEqualTo(StrictJson.parse("[1]"));
    }

    @Test
    void namesEachBrokenFieldByItsPointer() throws JsonProcessingException {
        DocumentSchema schema = DocumentSchema.parse("s", """
                {"type":"object","required":["a"],"additionalProperties":false,
                 "properties":{"a":{},"b":{"type":"array","items":{"type":"integer"}},"d":{"format":"date"}}}""");
        assertThat(schema.validate(StrictJson.parse("{\"b\":[1,\"x\"],\"c~/\":1,\"d\":\"soon\"}")))
                .extracting(FieldError::field)
                .containsExactly("/a", "/b/1", "/c~0~1", "/d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":                       | is not valid JSON
            {"type":"strin"}               | is not a valid JSON Schema
            {"$ref":"https://example.com"} | cannot be used as schema
            {"$ref":"file:///etc/passwd"}  | cannot be used as schema
            {"pattern":"("}                | schema
            """)
    void refusesASchemaThatCannotBeUsedAndSaysWhy(String text, String reason) {
        assertThatThrownBy(() -> DocumentSchema.parse("schemas/s.json", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schemas/s.json")
                .hasMessageContaining(reason);
    }
}
