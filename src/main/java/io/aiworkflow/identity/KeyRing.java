package io.aiworkflow.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys that count at one moment, from the oldest to the newest. The newest signs, but not before every process has
 * had the time to see it; all of them verify.
 */
final class KeyRing {
    /** Several times the pause between two looks for new keys. */
    static final Duration NOTICE = Duration.ofSeconds(10);

    private final List<SigningKey> keys;
    private final Map<String, SigningKey> byKid;

    KeyRing(List<SigningKey> keys) {
        this.keys = keys.stream()
                .sorted(Comparator.comparing(SigningKey::since).thenComparing(KeyRing::stem))
                .toList();
        this.byKid = this.keys.stream()
                .collect(Collectors.toMap(
                        SigningKey::kid, Function.identity(), (older, newer) -> newer, LinkedHashMap::new));
    }

    /** Of files that were written together, {@code jwt_secret-2.txt} comes after {@code jwt_secret.txt}. */
    private static String stem(SigningKey key) {
        return key.source().replaceFirst("\\.[^./]*$", "");
    }

    Optional<SigningKey> find(String kid) {
        return Optional.ofNullable(byKid.get(kid));
    }

    /** The newest that is old enough; while none is, the oldest. */
    SigningKey signing(Instant now) {
        SigningKey signing = keys.get(0);
        for (SigningKey key : keys) {
            if (!key.since().plus(NOTICE).isAfter(now)) {
                signing = key;
            }
        }
        return signing;
    }

    /** The same without these. */
    KeyRing without(Set<String> kids) {
        return kids().stream().noneMatch(kids::contains)
                ? this
                : new KeyRing(
                        keys.stream().filter(key -> !kids.contains(key.kid())).toList());
    }

    List<SigningKey> keys() {
        return keys;
    }

    Set<String> kids() {
        return byKid.keySet();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }
}
