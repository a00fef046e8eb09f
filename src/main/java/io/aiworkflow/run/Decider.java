package io.aiworkflow.run;

import io.aiworkflow.platform.UserRole;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Somebody who wants to decide an approval. An admin may decide for everybody: people leave, and runs must go on. */
public record Decider(String name, UserRole role) {
    /** @param approvers roles, each of which stands for itself and those above it, and user:NAME, separated by commas */
    boolean isAmong(String approvers) {
        return decidesForEverybody() || isNamed(approvers);
    }

    /** Whether this is one of them, and no admin who steps in for them. */
    public boolean isNamed(String approvers) {
        return Arrays.stream(approvers.split(",")).map(String::strip).anyMatch(standsFor()::contains);
    }

    boolean decidesForEverybody() {
        return role == UserRole.ADMIN;
    }

    /** The approvers that this is one of. */
    Set<String> standsFor() {
        Stream<String> roles =
                Arrays.stream(UserRole.values()).filter(role::includes).map(UserRole::wireName);
        return Stream.concat(roles, Stream.of("user:" + name)).collect(Collectors.toSet());
    }
}
