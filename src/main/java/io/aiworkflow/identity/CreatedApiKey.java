package io.aiworkflow.identity;

/** A new API key with the key itself, which is shown this once. */
public record CreatedApiKey(ApiKey apiKey, String key) {
    /** Leaves the key out. */
    @Override
    public String toString() {
        return "CreatedApiKey[%s]".formatted(apiKey.prefix());
    }
}
