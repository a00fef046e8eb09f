package io.aiworkflow.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an account may be used. */
public enum AccountState {
    ACTIVE,
    /** Registered, and not approved by an admin yet. */
    PENDING,
    DISABLED;

    /** The name in the database and in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AccountState> ofWireName(String name) {
        return Stream.of(values())
                .filter(state -> state.wireName().equals(name))
                .findFirst();
    }
}
