package io.aiworkflow.identity;

import java.util.Optional;

/** What somebody tells who wants an account. */
public record Registration(String name, Optional<String> email, String password) {
    /** Leaves the password out. */
    @Override
    public String toString() {
        return "Registration[%s]".formatted(name);
    }
}
