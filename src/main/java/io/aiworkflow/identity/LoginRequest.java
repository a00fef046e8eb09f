package io.aiworkflow.identity;

import java.util.Optional;

/**
 * What somebody tells who wants to log in.
 *
 * @param code of the second factor, or a recovery code in its place
 * @param newPassword replaces the password; needed when it must be changed, allowed always
 */
public record LoginRequest(String name, String password, Optional<String> code, Optional<String> newPassword) {
    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "LoginRequest[%s]".formatted(name);
    }
}
