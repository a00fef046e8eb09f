package io.aiworkflow.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.identity.Account;
import java.time.Instant;
import java.util.UUID;

/** An account as JSON. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccountView(
        UUID id,
        String name,
        String email,
        String role,
        String state,
        boolean secondFactor,
        boolean mustChangePassword,
        Instant createdAt,
        Instant lastLoginAt) {
    static AccountView of(Account account) {
        return new AccountView(
                account.id(),
                account.name(),
                account.email().orElse(null),
                account.role().wireName(),
                account.state().wireName(),
                account.secondFactor(),
                account.mustChangePassword(),
                account.createdAt(),
                account.lastLoginAt().orElse(null));
    }
}
