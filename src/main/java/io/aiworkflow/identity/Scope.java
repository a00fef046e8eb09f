package io.aiworkflow.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an API key is good for. People have all scopes. A door that none of the others fits demands {@link #ADMIN}.
 */
public enum Scope {
    RUNS_READ,
    RUNS_WRITE,
    WORKFLOWS_READ,
    DOCUMENTS_READ,
    DOCUMENTS_WRITE,
    CHAT_READ,
    CHAT_WRITE,
    /** Everything that the owner of the key may do. */
    ADMIN;

    static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    /** The name in the database and in JSON, such as {@code runs:read}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    public static Optional<Scope> ofWireName(String name) {
        return Stream.of(values())
                .filter(scope -> scope.wireName().equals(name))
                .findFirst();
    }
}
