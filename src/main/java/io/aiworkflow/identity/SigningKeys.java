package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.StartRefused;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The keys that sign and verify access tokens. A new one is seen within two seconds and signs after ten, when every
 * process has seen it; one that is taken away is refused within two seconds. Nobody is logged out by a new key.
 */
@Component
public class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final KeySources sources;
    private final JdbcSigningKeys store;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Clock clock;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile KeyRing ring;
    private volatile Instant loadedAt;
    private Set<String> seen = Set.of();
    private Set<String> noted = Set.of();
    private Set<String> complaints = Set.of();
    private Set<String> revoked = Set.of();

    @Autowired
    SigningKeys(KeySources sources, JdbcSigningKeys store, TransactionOperations transaction, EventReporter events) {
        this(sources, store, transaction, events, Clock.systemUTC());
    }

    SigningKeys(
            KeySources sources,
            JdbcSigningKeys store,
            TransactionOperations transaction,
            EventReporter events,
            Clock clock) {
        this.sources = sources;
        this.store = store;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
        this.loadedAt = clock.instant();
        List<KeyMaterial> secrets = sources.atStart();
        this.revoked = store.revoked();
        this.ring = ringOf(secrets);
        if (ring.isEmpty()) {
            throw new StartRefused(
                    "Each secret to sign tokens with belongs to a key that an admin has dropped.",
                    "Make a new one with 'openssl rand -base64 32', and put it into a file jwt_*.txt in the folder of keys.");
        }
    }

    /** The keys that count, the oldest first. */
    public List<SigningKeyInfo> list() {
        KeyRing current = ring;
        SigningKey signing = current.isEmpty() ? null : current.signing(clock.instant());
        return current.keys().stream()
                .map(key -> new SigningKeyInfo(key.kid(), key.source(), key.since(), key.equals(signing)))
                .toList();
    }

    /**
     * Makes a new key that signs from ten seconds later on; the others go on verifying until they are dropped.
     *
     * @throws PermanentException {@code SIGNING_KEYS_ELSEWHERE} when the keys are kept in files or in the environment:
     *     then a new file does the same
     */
    public List<SigningKeyInfo> rotate(Origin by) {
        String secret = OpaqueToken.random();
        String kid = SigningKey.kid(secret);
        events.reporting(
                Type.SIGNING_KEY_ROTATE,
                by,
                target(kid),
                () -> transaction.execute(status -> {
                    requireOwnKeys();
                    boolean made = store.make(kid, secret);
                    if (made) {
                        events.success(Type.SIGNING_KEY_ROTATE, by, target(kid), Map.of());
                    }
                    return made;
                }));
        reload();
        return list();
    }

    /**
     * Drops a key for good, wherever its secret is kept: tokens that it has signed are refused from now on by this
     * process, within two seconds by all. It does not come back while its file or its variable is still there.
     *
     * @throws PermanentException {@code SIGNING_KEY_NOT_FOUND}; or {@code STATE_CONFLICT} for the only key
     */
    public List<SigningKeyInfo> drop(String kid, Origin by) {
        reload();
        events.reporting(
                Type.SIGNING_KEY_DROP,
                by,
                target(kid),
                () -> transaction.execute(status -> {
                    Set<String> kids = ring.kids();
                    // One that only other processes have can be dropped here too.
                    if (!kids.contains(kid) && !store.isKnown(kid)) {
                        throw new PermanentException(ErrorCode.SIGNING_KEY_NOT_FOUND, "There is no such signing key.");
                    }
                    if (kids.equals(Set.of(kid))) {
                        throw new PermanentException(
                                ErrorCode.STATE_CONFLICT, "This is the only signing key; make another one first.");
                    }
                    if (store.revoke(kid)) {
                        events.success(Type.SIGNING_KEY_DROP, by, target(kid), Map.of());
                    }
                    return true;
                }));
        reload();
        return list();
    }

    /** @throws TransientException when every key that this process has was dropped */
    SigningKey signing() {
        KeyRing current = ring;
        if (current.isEmpty()) {
            throw new TransientException(
                    ErrorCode.OVERLOADED,
                    "Nobody can log in here: each signing key that this process has was dropped. It wants a new one.");
        }
        return current.signing(clock.instant());
    }

    /** Another process may have signed with a key that this one has not seen yet. */
    Optional<SigningKey> find(String kid) {
        Optional<SigningKey> known = ring.find(kid);
        if (known.isPresent() || isFresh()) {
            return known;
        }
        // Whoever comes while another one looks takes what that one finds.
        if (loading.tryLock()) {
            try {
                reload();
            } catch (RuntimeException e) {
                LOG.debug("The signing keys cannot be looked for at this moment", e);
            } finally {
                loading.unlock();
            }
        } else {
            awaitLook();
        }
        return ring.find(kid);
    }

    private void awaitLook() {
        try {
            if (loading.tryLock(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                loading.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for keys that have come or gone, and reports those that no other process has reported. */
    void reload() {
        loading.lock();
        try {
            loadedAt = clock.instant();
            Set<String> wrong = new HashSet<>();
            try {
                revoked = store.revoked();
            } finally {
                // Files are looked at while the database is away, too.
                load(wrong);
            }
            wrong.stream()
                    .filter(message -> !complaints.contains(message))
                    .forEach(message -> LOG.error("{}", message));
            complaints = wrong;
            report(ring.kids());
        } finally {
            loading.unlock();
        }
    }

    private void load(Set<String> wrong) {
        try {
            List<KeyMaterial> usable = new ArrayList<>();
            for (KeyMaterial secret : sources.now()) {
                if (sources.isRefused(secret)) {
                    wrong.add("The secret in %s is too weak and is not used".formatted(secret.source()));
                } else {
                    usable.add(secret);
                }
            }
            KeyRing found = ringOf(usable);
            if (found.isEmpty()) {
                wrong.add(
                        "There is no usable signing key any more; the last ones that were not dropped stay until there is another");
            } else if (isComplete(found)) {
                ring = found;
            }
            seen = found.kids();
        } catch (UncheckedIOException e) {
            wrong.add("The signing keys cannot be read; the last ones stay: " + e.getMessage());
        }
        ring = ring.without(revoked);
    }

    private boolean isFresh() {
        return clock.instant().isBefore(loadedAt.plus(SHORTEST_PAUSE));
    }

    /** Known keys keep their age, so that a file that is only touched does not become the newest. */
    private KeyRing ringOf(List<KeyMaterial> secrets) {
        Instant now = clock.instant();
        return new KeyRing(secrets.stream()
                        .map(SigningKey::of)
                        .map(key -> withSince(
                                key,
                                Optional.ofNullable(ring)
                                        .flatMap(current -> current.find(key.kid()))
                                        .map(SigningKey::since)
                                        .orElse(key.since().isAfter(now) ? now : key.since())))
                        .toList())
                .without(revoked);
    }

    private static SigningKey withSince(SigningKey key, Instant since) {
        return new SigningKey(key.kid(), key.signer(), key.verifier(), since, key.source());
    }

    /** A file that was changed a moment ago may be half written, unless it was the same at the last look. */
    private boolean isComplete(KeyRing found) {
        KeyRing current = ring;
        return found.kids().equals(seen)
                || found.keys().stream()
                        .allMatch(key -> current.find(key.kid()).isPresent()
                                || key.source().equals(JdbcSigningKeys.SOURCE)
                                || key.since().plus(SHORTEST_PAUSE).isBefore(loadedAt));
    }

    private void report(Set<String> kids) {
        for (String kid : kids) {
            if (!noted.contains(kid)) {
                reportOnce(Type.SIGNING_KEY_ROTATE, kid);
            }
        }
        for (String kid : noted) {
            if (!kids.contains(kid)) {
                reportOnce(Type.SIGNING_KEY_DROP, kid);
            }
        }
    }

    private void reportOnce(Type type, String kid) {
        boolean coming = type == Type.SIGNING_KEY_ROTATE;
        transaction.executeWithoutResult(status -> {
            if (coming ? store.note(kid) : store.drop(kid)) {
                events.success(type, Origin.engine(), target(kid), Map.of());
            }
        });
        Stream<String> rest = noted.stream().filter(known -> !known.equals(kid));
        noted = Set.copyOf((coming ? Stream.concat(rest, Stream.of(kid)) : rest).toList());
    }

    private void requireOwnKeys() {
        if (ring.keys().stream().noneMatch(key -> key.source().equals(JdbcSigningKeys.SOURCE))) {
            throw new PermanentException(
                    ErrorCode.SIGNING_KEYS_ELSEWHERE,
                    "The signing keys are kept outside of the engine: add a file jwt_*.txt to the folder of keys.");
        }
    }

    private static String target(String kid) {
        return "signing-key:" + kid;
    }
}
