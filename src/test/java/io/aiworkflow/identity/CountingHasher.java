package io.aiworkflow.identity;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The real hasher, which counts the passwords that it has compared. */
final class CountingHasher extends PasswordHasher {
    private final AtomicInteger compared = new AtomicInteger();

    CountingHasher(PasswordProperties properties) {
        super(properties);
    }

    @Override
    boolean matches(String typed, Optional<String> hash) {
        compared.incrementAndGet();
        return super.matches(typed, hash);
    }

    int compared() {
        return compared.get();
    }
}
