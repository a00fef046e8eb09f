package io.aiworkflow.identity;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a credential is called.
 *
 * @param owner the account that it belongs to
 * @param connector the outside system, such as {@code google}
 * @param name which of the owner's credentials for it, such as {@code refresh-token}
 */
public record CredentialName(UUID owner, String connector, String name) {
    private static final Pattern CONNECTOR = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** @throws InvalidInput when a part is not of the form that all credentials have */
    public CredentialName {
        List<FieldError> errors = new ArrayList<>();
        if (owner == null) {
            errors.add(new FieldError("/owner", "is required"));
        }
        if (connector == null || !CONNECTOR.matcher(connector).matches()) {
            errors.add(new FieldError(
                    "/connector", "must be up to 63 lower-case letters, digits and hyphens, beginning with a letter"));
        }
        if (name == null || !NAME.matcher(name).matches()) {
            errors.add(new FieldError("/name", "must be up to 100 letters, digits, dots, hyphens and underscores"));
        }
        if (!errors.isEmpty()) {
            throw new InvalidInput("This is not the name of a credential.", errors);
        }
    }

    /** Reads what {@link #toString} wrote; no part can hold the slash. */
    static CredentialName parse(String text) {
        String[] parts = text.split("/", 3);
        return new CredentialName(UUID.fromString(parts[0]), parts[1], parts[2]);
    }

    /** What the sealed value is bound to; no part can hold the colon. */
    String context() {
        return "credential:%s:%s:%s".formatted(owner, connector, name);
    }

    @Override
    public String toString() {
        return "%s/%s/%s".formatted(owner, connector, name);
    }
}
