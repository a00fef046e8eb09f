package io.aiworkflow.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final OllamaContract contract = new OllamaContract();

    @Test
    void acceptsEveryRequestOfTheDocumentation() throws IOException {
        List<String> unknownPaths = new ArrayList<>();
        int accepted = 0;
        for (JsonNode example : examples()) {
            String method = example.path("method").asText();
            String path = example.path("path").asText();
            String body =
                    example.path("body").isNull() ? null : example.path("body").toString();
            if (!contract.knows(method, path)) {
                unknownPaths.add(method + " " + path);
                continue;
            }
            assertThat(contract.problems(method, path, body))
                    .as("%s %s %s", method, path, body)
                    .isEmpty();
            accepted++;
        }
        assertThat(accepted).isEqualTo(36);
        assertThat(unknownPaths).containsExactly("POST /api/embeddings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "not json",
                "{'model':'m'}",
                "{'messages':[]}",
                "{'model':1,'messages':[]}",
                "{'model':'m','messages':'hello'}",
                "{'model':'m','messages':{}}",
                "{'model':'m','messages':['hello']}",
                "{'model':'m','messages':[{'content':'no role'}]}",
                "{'model':'m','messages':[{'role':'user'}]}",
                "{'model':'m','messages':[{'role':'robot','content':'x'}]}",
                "{'model':'m','messages':[{'role':'user','content':7}]}",
                "{'model':'m','messages':[{'role':'user','content':'x','contents':'x'}]}",
                "{'model':'m','messages':[{'role':'user','content':'x','images':'abc'}]}",
                "{'model':'m','mesages':[]}",
                "{'model':'m','messages':[],'steam':true}",
                "{'model':'m','messages':[],'stream':'true'}",
                "{'model':'m','messages':[],'truncate':'no'}",
                "{'model':'m','messages':[],'shift':0}",
                "{'model':'m','messages':[],'format':'xml'}",
                "{'model':'m','messages':[],'format':true}",
                "{'model':'m','messages':[],'schema':{}}",
                "{'model':'m','messages':[],'think':'a lot'}",
                "{'model':'m','messages':[],'options':[]}",
                "{'model':'m','messages':[],'options':{'num_ctx':'4096'}}",
                "{'model':'m','messages':[],'options':{'num_ctx':1.5}}",
                "{'model':'m','messages':[],'options':{'temperature':'hot'}}",
                "{'model':'m','messages':[],'options':{'stop':5}}",
                "{'model':'m','messages':[],'temperature':0.5}",
                "{'model':'m','messages':[],'system':'be brief'}",
                "{'model':'m','messages':[],'keep_alive':{}}",
                "{'model':'m','messages':[],'tools':{}}",
                "{'model':'m','messages':[],'tools':[{'type':'function'}]}",
            })
    void rejectsBrokenChatRequests(String body) {
        assertThat(contract.problems("POST", "/api/chat", body.replace('\'', '"')))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m'}",
                "{'input':'x'}",
                "{'model':'m','input':5}",
                "{'model':'m','input':[5]}",
                "{'model':'m','input':['x',null]}",
                "{'model':'m','inputs':['x']}",
                "{'model':'m','input':'x','truncate':1}",
                "{'model':'m','input':'x','dimensions':'many'}",
                "{'model':'m','input':'x','stream':false}",
            })
    void rejectsBrokenEmbedRequests(String body) {
        assertThat(contract.problems("POST", "/api/embed", body.replace('\'', '"')))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/chat", "POST,/api/chats", "PUT,/api/embed", "POST,/api/tags", "GET,/"})
    void knowsNoOtherOperations(String method, String path) {
        assertThat(contract.problems(method, path, null)).isNotEmpty();
    }

    @Test
    void takesTheFieldsThatTheDocumentForgets() {
        assertThat(contract.problems(
                        "POST",
                        "/api/chat",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\"}],"
                                + "\"truncate\":false,\"shift\":false}"))
                .isEmpty();
    }

    private static List<JsonNode> examples() throws IOException {
        try (InputStream file = OllamaContractTest.class.getResourceAsStream("/contracts/ollama-doc-examples.jsonl")) {
            List<JsonNode> requests = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode example = JSON.readTree(line);
                if (example.path("kind").asText().equals("request")) {
                    requests.add(example);
                }
            }
            return requests;
        }
    }
}
