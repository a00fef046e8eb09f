package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.platform.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes answers from the cache instead of asking again, for those who want it so. Only an answer that is complete and
 * was made as it was asked for is kept. The key is a hash of all that it depends on, so nobody finds an answer who could
 * not have asked the question.
 */
final class KeptAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final String NOTE = "The answer comes from the cache; no model was asked.";

    private final AnswerCache cache;
    private final ModelProperties properties;

    KeptAnswers(AnswerCache cache, ModelProperties properties) {
        this.cache = cache;
        this.properties = properties;
    }

    ChatAnswer chat(ChatRequest request, CallListener listener, Supplier<ChatAnswer> ask) {
        return answer(CallKind.CHAT, Sha256.hex(write(parts(request))), listener, ask);
    }

    ChatAnswer generate(GenerateRequest request, CallListener listener, Supplier<ChatAnswer> ask) {
        return answer(CallKind.GENERATE, key(request), listener, ask);
    }

    private ChatAnswer answer(CallKind kind, String key, CallListener listener, Supplier<ChatAnswer> ask) {
        Optional<ChatAnswer> known =
                Optional.ofNullable(cache.find(kind, Set.of(key)).get(key)).flatMap(KeptAnswers::read);
        if (known.isPresent()) {
            tell(known.get(), listener);
            return known.get();
        }
        ChatAnswer answer = ask.get();
        if (!answer.cutOff() && answer.notes().isEmpty()) {
            cache.keep(kind, Map.of(key, write(Kept.of(answer))));
        }
        return answer;
    }

    /** Each text has its own place in the cache, and only those that are not there are sent. */
    EmbedAnswer embed(EmbedRequest request, Function<EmbedRequest, EmbedAnswer> ask) {
        Map<String, String> keys = request.texts().stream()
                .distinct()
                .collect(Collectors.toMap(
                        text -> text, text -> key(request, text), (one, same) -> one, LinkedHashMap::new));
        Map<String, byte[]> known = cache.find(CallKind.EMBED, keys.values());
        Map<String, List<Double>> vectors = new LinkedHashMap<>();
        keys.forEach((text, key) -> {
            if (known.containsKey(key)) {
                vectors.put(text, vector(known.get(key)));
            }
        });
        List<String> missing = keys.keySet().stream()
                .filter(text -> !vectors.containsKey(text))
                .toList();
        EmbedAnswer answer = new EmbedAnswer(request.model(), "", List.of(), Usage.CACHED);
        if (!missing.isEmpty()) {
            answer = ask.apply(request.withTexts(missing));
            Map<String, byte[]> fresh = new LinkedHashMap<>();
            for (int i = 0; i < missing.size(); i++) {
                List<Double> vector = answer.vectors().get(i);
                vectors.put(missing.get(i), vector);
                fresh.put(keys.get(missing.get(i)), bytes(vector));
            }
            cache.keep(CallKind.EMBED, fresh);
        }
        List<List<Double>> all = request.texts().stream().map(vectors::get).toList();
        return new EmbedAnswer(answer.model(), answer.server(), all, answer.usage());
    }

    private Map<String, Object> parts(ChatRequest request) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("model", ModelName.full(request.model()));
        parts.put("context", properties.contextLengthOf(request.model()));
        parts.put("messages", request.messages());
        parts.put("schema", request.schema());
        parts.put("options", request.options());
        parts.put("tools", request.tools());
        parts.put("think", request.think());
        return parts;
    }

    /** A prompt is no question of a conversation, also when it has the same words. */
    private String key(GenerateRequest request) {
        Map<String, Object> parts = parts(request.asConversation());
        parts.put("kind", CallKind.GENERATE.wireName());
        parts.put("prompt", request.prompt());
        parts.put("suffix", request.suffix());
        parts.put("raw", request.raw());
        return Sha256.hex(write(parts));
    }

    private static String key(EmbedRequest request, String text) {
        List<Object> parts = new ArrayList<>();
        parts.add(ModelName.full(request.model()));
        parts.add(request.dimensions());
        parts.add(text);
        return Sha256.hex(write(parts));
    }

    /** Whoever follows the answer sees it as if it came from the model. */
    private static void tell(ChatAnswer answer, CallListener listener) {
        if (!Objects.requireNonNullElse(answer.thinking(), "").isEmpty()) {
            listener.thinking(answer.thinking());
        }
        if (!answer.text().isEmpty()) {
            listener.text(answer.text());
        }
    }

    private static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a request or an answer holds what JSON cannot say", e);
        }
    }

    /** Empty for what another version of the engine has written. */
    private static Optional<ChatAnswer> read(byte[] written) {
        try {
            return Optional.of(JSON.readValue(written, Kept.class).answer());
        } catch (IOException | RuntimeException e) {
            LOG.warn("An answer in the cache cannot be read, so the model is asked", e);
            return Optional.empty();
        }
    }

    private static byte[] bytes(Collection<Double> vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Double.BYTES);
        vector.forEach(bytes::putDouble);
        return bytes.array();
    }

    private static List<Double> vector(byte[] bytes) {
        ByteBuffer written = ByteBuffer.wrap(bytes);
        List<Double> vector = new ArrayList<>(bytes.length / Double.BYTES);
        while (written.remaining() >= Double.BYTES) {
            vector.add(written.getDouble());
        }
        return vector;
    }

    /** An answer as it is kept. */
    private record Kept(
            String model,
            String server,
            String text,
            String thinking,
            Object value,
            List<ToolCall> toolCalls,
            String doneReason) {
        static Kept of(ChatAnswer answer) {
            return new Kept(
                    answer.model(),
                    answer.server(),
                    answer.text(),
                    answer.thinking(),
                    answer.value(),
                    answer.toolCalls(),
                    answer.doneReason());
        }

        ChatAnswer answer() {
            return new ChatAnswer(
                    model, server, text, thinking, value, toolCalls, doneReason, Usage.CACHED, List.of(NOTE));
        }
    }
}
