package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class RedactedJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void takesThemOutOfAnyJson() {
        assertThat(RedactedJson.cleanAll("[{\"value\":{\"EndpointUri\":\"x://y?token=sesame\"}},1,\"plain\"]"))
                .isEqualTo("[{\"value\":{\"EndpointUri\":\"x://y?token=***\"}},1,\"plain\"]");
    }

    @Test
    void takesSecretsOutOfEachTextAndStaysJson() throws Exception {
        String line = JSON.createObjectNode()
                        .put("message", "asked with token=\"sesame \\ street\" and more")
                        .set("error", JSON.createObjectNode().put("stack_trace", "at x\npassword=hunter22\n"))
                        .toString()
                + "\n";

        String cleaned = RedactedJson.clean(line);

        JsonNode read = JSON.readTree(cleaned);
        assertThat(read.get("message").asText()).isEqualTo("asked with token=*** and more");
        assertThat(read.at("/error/stack_trace").asText()).isEqualTo("at x\npassword=***\n");
        assertThat(cleaned).endsWith("}\n");
    }

    @Test
    void leavesALineWithoutSecretsAsItIs() {
        String line = "{\"message\":\"nothing  to hide\"}\n";

        assertThat(RedactedJson.clean(line)).isSameAs(line);
    }

    @Test
    void cleansWhatIsNoJsonAsText() {
        assertThat(RedactedJson.clean("password=hunter22 {")).isEqualTo("password=*** {");
    }
}
