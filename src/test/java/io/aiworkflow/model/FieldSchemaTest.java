package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldSchemaTest {

    @Test
    void wantsEveryFieldAndNoOther() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("number", "the \"number\" of the invoice");
        fields.put("due", "when to pay");
        assertThat(new ObjectMapper().<JsonNode>valueToTree(new FieldSchema().of(fields)))
                .isEqualTo(new ObjectMapper().readTree("""
                                {"type":"object","required":["fields"],"additionalProperties":false,
                                 "properties":{"fields":{
                                   "type":"object","required":["number","due"],"additionalProperties":false,
                                   "properties":{
                                     "number":{"type":["string","null"],"description":"the \\"number\\" of the invoice"},
                                     "due":{"type":["string","null"],"description":"when to pay"}}}}}
                                """));
    }
}
