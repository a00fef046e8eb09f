package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The one door to models: whatever asks a model asks here, so that limits hold for all. It makes one try; whether and
 * when to try again is the run's decision, which the failure's type prepares.
 */
@Component
public class ModelGateway {
    private final ModelProperties properties;
    private final OllamaClient ollama;
    private final Admission admission;

    ModelGateway(ModelProperties properties, OllamaClient ollama) {
        this.properties = properties;
        this.ollama = ollama;
        this.admission = new Admission(properties.maxConcurrent(), properties.admissionTimeout());
    }

    /**
     * Asks a model and waits for the whole answer, which may take minutes. Interrupting the thread ends the call.
     *
     * @throws ModelUnavailable when the server, the model or a place is missing
     * @throws ModelStreamBroken when the server failed on the way
     * @throws ModelAnswerInvalid when the answer does not fit the request's schema
     * @throws ModelRefused when the server will not do it
     */
    public ChatAnswer chat(ChatRequest request) {
        String model = orDefault(request.model(), properties.chatModel());
        if (request.messages().isEmpty()) {
            throw new ModelRefused("a call of model '%s' needs a message".formatted(model));
        }
        requireNoContextLength(request.options(), model);
        ChatRequest named = new ChatRequest(model, request.messages(), request.schema(), request.options());
        if (request.schema() == null) {
            return admission.admit(model, () -> ollama.chat(named));
        }
        AnswerSchema schema = AnswerSchema.of(request.schema());
        return schema.check(admission.admit(model, () -> ollama.chat(named)));
    }

    /**
     * One vector of length 1 for each text, in the same order. A text that is too long for the model is refused, not
     * cut.
     *
     * @param model null for the configured one
     */
    public List<List<Double>> embed(String model, List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        String named = orDefault(model, properties.embedModel());
        return admission.admit(named, () -> ollama.embed(named, texts));
    }

    /** Whether models can be asked right now; answers within seconds and never throws for a missing server. */
    public ModelStatus status() {
        try {
            return new ModelStatus(true, ollama.url(), ollama.models(), null);
        } catch (EngineException e) {
            return new ModelStatus(false, ollama.url(), List.of(), e.getMessage());
        }
    }

    private static void requireNoContextLength(Map<String, Object> options, String model) {
        if (options.containsKey("num_ctx")) {
            throw new ModelRefused(
                    "num_ctx cannot be chosen by a call, because Ollama would reload model '%s' for it; set engine.model.context-length"
                            .formatted(model));
        }
    }

    private static String orDefault(String model, String configured) {
        return model == null || model.isBlank() ? configured : model.strip();
    }
}
