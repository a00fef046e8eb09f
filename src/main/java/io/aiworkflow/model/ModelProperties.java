package io.aiworkflow.model;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How models are reached and how much is asked of them at once.
 *
 * @param baseUrl where Ollama listens, http or https, several separated by commas; a user and password in an address are
 *     sent as basic authentication and never shown; set by {@code OLLAMA_BASE_URL}
 * @param openaiBaseUrl where servers listen that speak OpenAI's protocol, in the same way, each with its path, usually
 *     {@code /v1}; empty for none; set by {@code OPENAI_BASE_URL}
 * @param openaiApiKey what these servers are shown as bearer token; empty for nothing; set by {@code OPENAI_API_KEY}
 * @param chatModel the model that answers when a call names none; set by {@code OLLAMA_CHAT_MODEL}
 * @param embedModel the model that embeds when a call names none; set by {@code OLLAMA_EMBED_MODEL}
 * @param connectTimeout longest wait for a connection
 * @param firstByteTimeout longest wait from the request to the first line of the answer
 * @param loadTimeout the same while the server still loads the model, which takes minutes for a large one; whether it
 *     does is asked when the first time-out is over
 * @param idleTimeout longest pause between two lines of an answer that has begun
 * @param totalTimeout longest time from the request to the end of the answer
 * @param contextLength tokens that prompt and answer may have together (Ollama's {@code num_ctx}), sent with every
 *     call. Ollama reloads a model whenever this value changes, so a call cannot choose its own; 4096 is what Ollama
 *     itself takes on a machine without a large GPU. A prompt that does not fit is refused, never shortened
 * @param contextLengths the same for single models, by model name
 * @param maxConcurrent calls to one model on one server that run at once; more wait. It should not be more than the
 *     server takes at once (Ollama's {@code OLLAMA_NUM_PARALLEL}, which is 1 unless it was raised): what waits there
 *     has no order and seems to hang. Background calls leave one of several places free
 * @param sharedPlaces whether all processes on one database count these places together. Else each has its own, and the
 *     server must take the sum
 * @param admissionTimeout longest wait of an interactive call for one of these places
 * @param backgroundAdmissionTimeout longest wait of a background call; its run then gives its worker free and is tried
 *     again later, which spends none of its attempts
 * @param maxWaiting calls that wait for places in this process; more are turned away at once
 */
@Validated
@ConfigurationProperties("engine.model")
public record ModelProperties(
        @NotNull @DefaultValue("http://127.0.0.1:11434") String baseUrl,
        @NotNull @DefaultValue("") String openaiBaseUrl,
        @NotNull @DefaultValue("") String openaiApiKey,
        @NotBlank @DefaultValue("llama3.2") String chatModel,
        @NotBlank @DefaultValue("nomic-embed-text") String embedModel,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5s")
        Duration connectTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("2m")
        Duration firstByteTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5m")
        Duration loadTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("60s")
        Duration idleTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("15m")
        Duration totalTimeout,

        @Min(256) @Max(4_194_304) @DefaultValue("4096") int contextLength,
        @NotNull @DefaultValue Map<String, @NotNull @Min(256) @Max(4_194_304) Integer> contextLengths,
        @Min(1) @Max(1000) @DefaultValue("1") int maxConcurrent,
        @DefaultValue("false") boolean sharedPlaces,

        @NotNull @DurationMin(millis = 0) @DefaultValue("2m")
        Duration admissionTimeout,

        @NotNull @DurationMin(millis = 0) @DefaultValue("30s")
        Duration backgroundAdmissionTimeout,

        @Min(1) @Max(100_000) @DefaultValue("1000") int maxWaiting) {
    /** Leaves out the addresses, which may hold passwords, and the key. */
    @Override
    public String toString() {
        return "ModelProperties[chatModel=%s, embedModel=%s]".formatted(chatModel, embedModel);
    }

    int contextLengthOf(String model) {
        return contextLengths.entrySet().stream()
                .filter(each -> ModelName.same(each.getKey(), model))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(contextLength);
    }

    /** @param stillLoading whether the server is still loading the model, asked when the first byte is late */
    Deadlines deadlines(BooleanSupplier stillLoading) {
        return new Deadlines(firstByteTimeout, loadTimeout, idleTimeout, totalTimeout, stillLoading);
    }

    /**
     * For embeddings, of which nothing comes before all are there. So several texts have the time that a model may take to
     * be loaded; a single one, as the question of somebody who waits for it, has it only while the model is loaded.
     */
    Deadlines deadlines(EmbedRequest request, BooleanSupplier stillLoading) {
        return request.texts().size() == 1
                ? deadlines(stillLoading)
                : new Deadlines(loadTimeout, loadTimeout, idleTimeout, totalTimeout, () -> false);
    }

    Duration admissionTimeout(Priority priority) {
        return priority == Priority.INTERACTIVE ? admissionTimeout : backgroundAdmissionTimeout;
    }
}
