package io.aiworkflow.platform.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.HttpProblems;
import java.nio.charset.StandardCharsets;

/** A whole answer as it goes over the wire, for requests that are not known well enough to be answered otherwise. */
final class WireAnswer {
    private static final JsonMapper JSON = new JsonMapper();

    private WireAnswer() {}

    static String of(ErrorCode code, SecurityHeaders headers) {
        String document = document(code);
        StringBuilder answer = new StringBuilder("HTTP/1.1 %d \r\n".formatted(code.status()));
        headers.of(null, false).forEach((name, value) -> line(answer, name, value));
        line(answer, "Content-Type", "application/problem+json");
        line(answer, "Content-Length", String.valueOf(document.getBytes(StandardCharsets.UTF_8).length));
        line(answer, "Connection", "close");
        return answer.append("\r\n").append(document).toString();
    }

    private static String document(ErrorCode code) {
        try {
            return JSON.writeValueAsString(HttpProblems.of(code.status(), null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem document cannot be written", e);
        }
    }

    private static void line(StringBuilder answer, String name, String value) {
        answer.append(name).append(": ").append(value).append("\r\n");
    }
}
