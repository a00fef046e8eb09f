package io.aiworkflow.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.console.JolokiaAgent.Answer;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.RedactedJson;
import io.aiworkflow.platform.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jolokia.json.JSONArray;
import org.jolokia.json.JSONObject;
import org.jolokia.json.parser.JSONParser;
import org.jolokia.json.parser.ParseException;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.request.BadRequestException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes the console's requests to JMX: one, or several in an array. Who may come here is for the matrix of doors. */
@RestController
@ConsolePart
class JolokiaDoor {
    private static final int MOST_REQUESTS = 1000;

    /** What a request may say about the form of its answer. */
    private static final Set<ConfigKey> PARAMETERS = Set.of(
            ConfigKey.MAX_DEPTH,
            ConfigKey.MAX_COLLECTION_SIZE,
            ConfigKey.IGNORE_ERRORS,
            ConfigKey.CANONICAL_NAMING,
            ConfigKey.INCLUDE_REQUEST,
            ConfigKey.IF_MODIFIED_SINCE);

    private final JolokiaAgent agent;
    private final ConsoleAudit audit;

    JolokiaDoor(JolokiaAgent agent, ConsoleAudit audit) {
        this.agent = agent;
        this.audit = audit;
    }

    @PostMapping({"/hawtio/jolokia", "/hawtio/jolokia/"})
    ResponseEntity<String> call(HttpServletRequest request) throws IOException {
        JsonNode body = StrictJson.parse(request.getInputStream().readAllBytes());
        Map<ConfigKey, String> parameters = parameters(request);
        String answer = body.isArray()
                ? answers(body, parameters, request)
                : answer(body, parameters, request).json().toJSONString();
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(RedactedJson.cleanAll(answer));
    }

    private String answers(JsonNode body, Map<ConfigKey, String> parameters, HttpServletRequest request) {
        if (body.size() > MOST_REQUESTS) {
            throw malformed("at most %d requests are answered at once".formatted(MOST_REQUESTS));
        }
        List<Object> answers = new ArrayList<>();
        body.forEach(each -> answers.add(answer(each, parameters, request).json()));
        JSONArray array = new JSONArray(answers.size());
        array.addAll(answers);
        return array.toJSONString();
    }

    private Answer answer(JsonNode body, Map<ConfigKey, String> parameters, HttpServletRequest request) {
        if (!body.isObject()) {
            throw malformed("a request to Jolokia is a JSON object");
        }
        if (body.has("target")) {
            throw malformed("this agent asks no other one");
        }
        try {
            Answer answer = agent.answer((JSONObject) new JSONParser().parse(body.toString()), parameters);
            answer.call().ifPresent(call -> audit.called(request, call.mbean(), call.operation(), call.outcome()));
            return answer;
        } catch (BadRequestException | ParseException | IOException | IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    private static Map<ConfigKey, String> parameters(HttpServletRequest request) {
        Map<ConfigKey, String> parameters = new EnumMap<>(ConfigKey.class);
        PARAMETERS.forEach(key -> {
            String value = request.getParameter(key.getKeyValue());
            if (value != null) {
                parameters.put(key, value);
            }
        });
        return parameters;
    }

    private static PermanentException malformed(String why) {
        return new PermanentException(ErrorCode.MALFORMED_REQUEST, why);
    }
}
