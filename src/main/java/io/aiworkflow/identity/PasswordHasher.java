package io.aiworkflow.identity;

import io.aiworkflow.failure.TransientException;
import java.util.Base64;
import java.util.Optional;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with Argon2id, a few at a time: each takes all of a processor and many megabytes for a while, and
 * other requests must not wait for them. The texts are PHC strings, which tell the parameters.
 */
@Component
class PasswordHasher {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon2PasswordEncoder argon2;
    private final String parameters;
    /** No password has this hash, and to find that out takes as long as with any other. */
    private final String nobodys;

    private final HashingGate gate;

    PasswordHasher(PasswordProperties properties) {
        argon2 = new Argon2PasswordEncoder(
                SALT_BYTES, HASH_BYTES, properties.parallelism(), properties.memoryKib(), properties.iterations());
        parameters = "$argon2id$v=19$m=%d,t=%d,p=%d$"
                .formatted(properties.memoryKib(), properties.iterations(), properties.parallelism());
        nobodys = parameters + random(SALT_BYTES) + "$" + random(HASH_BYTES);
        gate = new HashingGate(properties);
    }

    /**
     * @param password as {@link PasswordPolicy} has accepted it
     * @throws TransientException when too many are waiting
     */
    String hash(String password) {
        return gate.admit(() -> argon2.encode(password));
    }

    /**
     * Whether this is the password. Without a hash the answer is no, and takes the same time.
     *
     * @throws TransientException when too many are waiting
     */
    boolean matches(String typed, Optional<String> hash) {
        Optional<String> password = PasswordText.normalise(typed).filter(text -> !text.isEmpty());
        boolean same = gate.admit(() -> argon2.matches(password.orElse("-"), hash.orElse(nobodys)));
        return same && password.isPresent() && hash.isPresent();
    }

    /** Whether it was made with other parameters than those of today. */
    boolean isOutdated(String hash) {
        return !hash.startsWith(parameters);
    }

    private static String random(int bytes) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(KeyGenerators.secureRandom(bytes).generateKey());
    }
}
