package io.aiworkflow.model;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How models are reached and how much is asked of them at once.
 *
 * @param baseUrl where Ollama listens, http or https; a user and password in it are sent as basic authentication and
 *     never shown; set by {@code OLLAMA_BASE_URL}
 * @param chatModel the model that answers when a call names none; set by {@code OLLAMA_CHAT_MODEL}
 * @param embedModel the model that embeds when a call names none; set by {@code OLLAMA_EMBED_MODEL}
 * @param connectTimeout longest wait for a connection
 * @param firstByteTimeout longest wait from the request to the first line of the answer; it covers the loading of a
 *     model that is not in memory, which takes minutes for a large one
 * @param idleTimeout longest pause between two lines of an answer that has begun
 * @param contextLength tokens that prompt and answer may have together (Ollama's {@code num_ctx}), sent with every
 *     call. Ollama reloads a model whenever this value changes, so a call cannot choose its own; 4096 is what Ollama
 *     itself takes on a machine without a large GPU. A prompt that does not fit is refused, never shortened
 * @param contextLengths the same for single models, by model name
 * @param maxConcurrent calls to one model that run at once; more wait
 * @param admissionTimeout longest wait for one of these places
 */
@Validated
@ConfigurationProperties("engine.model")
public record ModelProperties(
        @NotBlank @DefaultValue("http://127.0.0.1:11434") String baseUrl,
        @NotBlank @DefaultValue("llama3.2") String chatModel,
        @NotBlank @DefaultValue("nomic-embed-text") String embedModel,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5s")
        Duration connectTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5m")
        Duration firstByteTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("60s")
        Duration idleTimeout,

        @Min(256) @Max(4_194_304) @DefaultValue("4096") int contextLength,
        @NotNull @DefaultValue Map<String, @NotNull @Min(256) @Max(4_194_304) Integer> contextLengths,
        @Min(1) @Max(1000) @DefaultValue("2") int maxConcurrent,

        @NotNull @DurationMin(millis = 0) @DefaultValue("2m")
        Duration admissionTimeout) {

    /** Leaves the URL out, which may hold a password. */
    @Override
    public String toString() {
        return "ModelProperties[chatModel=%s, embedModel=%s]".formatted(chatModel, embedModel);
    }

    int contextLengthOf(String model) {
        return contextLengths.getOrDefault(model, contextLength);
    }
}
