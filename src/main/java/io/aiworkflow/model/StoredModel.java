package io.aiworkflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A model that a server has; what the server does not say is null.
 *
 * @param size bytes on its disk
 * @param modified when it was changed there, as the server writes it
 * @param loaded how it is in memory, null when it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredModel(
        String name,
        Long size,
        String digest,
        String modified,
        String family,
        String parameterSize,
        String quantization,
        Loaded loaded) {
    /**
     * A model in memory.
     *
     * @param contextLength tokens, with which it was loaded
     * @param memory bytes in the memory of the graphics processor
     * @param until when it is taken out again, as the server writes it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Loaded(Integer contextLength, Long memory, String until) {}

    static StoredModel named(String name) {
        return new StoredModel(name, null, null, null, null, null, null, null);
    }
}
