package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Turns passwords that somebody has chosen into what is stored, if they are acceptable. */
@Component
class NewPasswords {
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;

    NewPasswords(PasswordPolicy policy, PasswordHasher hasher) {
        this.policy = policy;
        this.hasher = hasher;
    }

    String hash(String account, String typed) {
        return hasher.hash(policy.accept(account, typed));
    }

    /** The same for a password that takes the place of another one. */
    String replacement(String account, String current, String typed) {
        String password = policy.accept(account, typed);
        if (PasswordText.normalise(current).equals(Optional.of(password))) {
            throw new PermanentException(ErrorCode.PASSWORD_REFUSED, "The new password is the one that it replaces.");
        }
        return hasher.hash(password);
    }
}
