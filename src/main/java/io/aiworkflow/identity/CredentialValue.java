package io.aiworkflow.identity;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A secret that opens an outside system. Only whoever asks for it by {@link #reveal} sees it. */
public final class CredentialValue {
    private static final int MOST_BYTES = 64 * 1024;

    private final String secret;

    /** @throws InvalidInput when it is blank or larger than 64 KiB */
    public CredentialValue(String secret) {
        if (secret == null || secret.isBlank()) {
            throw invalid("is required");
        }
        if (secret.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw invalid("must not be larger than 64 KiB");
        }
        this.secret = secret;
    }

    public String reveal() {
        return secret;
    }

    private static InvalidInput invalid(String message) {
        return new InvalidInput("This cannot be a credential.", List.of(new FieldError("/value", message)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CredentialValue value && value.secret.equals(secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    /** Nothing of the secret, not even its length. */
    @Override
    public String toString() {
        return "********";
    }
}
