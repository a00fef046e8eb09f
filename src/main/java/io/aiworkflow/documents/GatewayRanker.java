package io.aiworkflow.documents;

import io.aiworkflow.knowledge.PassageRanker;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.CallPolicy;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ModelAnswerInvalid;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelRefused;
import io.aiworkflow.model.ModelStreamBroken;
import io.aiworkflow.model.ModelUnavailable;
import io.aiworkflow.platform.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has the model for chats mark passages. A search without its marks is still one, so its failures do not end it. */
@Component
class GatewayRanker implements PassageRanker {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayRanker.class);
    private static final String INSTRUCTIONS = read("/prompts/mark-passages.txt");

    private final ModelGateway models;
    private final String model;
    private final Duration timeout;

    GatewayRanker(ModelGateway models, RankingProperties properties) {
        this.models = models;
        this.model = properties.rerankModel();
        this.timeout = properties.rerankTimeout();
    }

    @Override
    public Optional<List<Integer>> marks(String passages, String question, int count, Work work) {
        ChatRequest request = new ChatRequest(
                model,
                List.of(ChatMessage.system(INSTRUCTIONS), ChatMessage.user(passages + "\n" + question)),
                schema(count),
                Map.of("temperature", 0),
                List.of(),
                null,
                CallPolicy.USUAL,
                CallOrigin.of(work));
        try {
            Optional<ChatAnswer> answer = models.chatWithin(request, timeout);
            return answer.isPresent()
                    ? Optional.of(marks(answer.get().value()))
                    : none("the model has not marked them within " + timeout);
        } catch (ModelUnavailable | ModelStreamBroken | ModelAnswerInvalid | ModelRefused e) {
            return none(e.getMessage());
        }
    }

    private static Optional<List<Integer>> none(String why) {
        LOG.info("The passages of a search stay in the order of the index: {}", why);
        return Optional.empty();
    }

    /** The schema was checked: an object with a list of as many numbers as there are passages. */
    private static List<Integer> marks(Object value) {
        return ((List<?>) ((Map<?, ?>) value).get("marks"))
                .stream().map(mark -> ((Number) mark).intValue()).toList();
    }

    private static Map<String, Object> schema(int count) {
        Map<String, Object> marks = Map.of(
                "type",
                "array",
                "minItems",
                count,
                "maxItems",
                count,
                "items",
                Map.of("type", "integer", "minimum", 0, "maximum", 10));
        return Map.of(
                "type",
                "object",
                "required",
                List.of("marks"),
                "additionalProperties",
                false,
                "properties",
                Map.of("marks", marks));
    }

    private static String read(String file) {
        try (InputStream in = GatewayRanker.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
