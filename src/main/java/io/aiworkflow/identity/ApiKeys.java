package io.aiworkflow.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keys with which programs speak for an account. A key reaches no further than its scopes, and no further than its
 * account at that moment. What was found is remembered for three seconds, so a revoked key counts that long at most.
 */
@Component
public class ApiKeys {
    private static final String BEGINNING = "awe_";
    private static final int PREFIX_LETTERS = 8;
    private static final Pattern KEY = Pattern.compile("awe_[0-9a-z]{8}_[A-Za-z0-9_-]{43}");
    private static final int MOST = 50;
    private static final int LONGEST_NAME = 100;
    private static final Duration LONGEST_LIFE = Duration.ofDays(366);
    private static final int MOST_REMEMBERED = 10_000;

    private final JdbcApiKeys store;
    private final SecondFactorRule rule;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Cache<ByteBuffer, TokenCheck.Valid> found = Caffeine.newBuilder()
            .expireAfterWrite(Revocations.MAX_AGE)
            .maximumSize(MOST_REMEMBERED)
            .build();

    ApiKeys(JdbcApiKeys store, SecondFactorRule rule, TransactionOperations transaction, EventReporter events) {
        this.store = store;
        this.rule = rule;
        this.transaction = transaction;
        this.events = events;
    }

    /** Whether somebody means an API key, in place of an access token. */
    public boolean isShaped(String text) {
        return text != null && text.startsWith(BEGINNING);
    }

    /** Whether the key counts, and for whom. */
    public TokenCheck verify(String key) {
        if (key == null || !KEY.matcher(key).matches()) {
            return new TokenCheck.Refused(TokenCheck.Reason.MALFORMED);
        }
        byte[] hash = OpaqueToken.hash(key);
        ByteBuffer name = ByteBuffer.wrap(hash);
        TokenCheck.Valid known = found.getIfPresent(name);
        if (known != null) {
            return known;
        }
        Optional<JdbcApiKeys.Found> stored = store.byHash(hash);
        if (stored.isEmpty()) {
            return new TokenCheck.Refused(TokenCheck.Reason.UNKNOWN);
        }
        store.used(stored.get().key().id());
        TokenCheck.Valid valid = valid(stored.get());
        found.put(name, valid);
        return valid;
    }

    /**
     * Makes a key for the caller's own account.
     *
     * @throws PermanentException {@code FORBIDDEN} when an API key asks for another one, or the scope is more than the
     *     caller may; {@code VALUE_REFUSED} for name, scopes or life; {@code STATE_CONFLICT} when there are too
     *     many
     */
    public CreatedApiKey create(NewApiKey wanted, Origin by) {
        String prefix = OpaqueToken.letters(PREFIX_LETTERS);
        String target = target(prefix);
        return events.reporting(Type.API_KEY_CREATE, by, target, () -> {
            Caller owner = by.person();
            check(wanted, owner);
            String key = BEGINNING + prefix + "_" + OpaqueToken.random();
            return transaction.execute(status -> {
                ApiKey made = store.insert(
                                UuidV7.next(), owner.accountId(), wanted, prefix, OpaqueToken.hash(key), MOST)
                        .orElseThrow(() -> new PermanentException(
                                ErrorCode.STATE_CONFLICT,
                                "The account has %d API keys; revoke one first.".formatted(MOST)));
                events.success(
                        Type.API_KEY_CREATE,
                        by,
                        target,
                        Map.of("account", owner.name(), "scopes", names(wanted.scopes())));
                return new CreatedApiKey(made, key);
            });
        });
    }

    /** All keys that the account ever had, the newest first. */
    public List<ApiKey> list(UUID account) {
        return store.list(account);
    }

    /**
     * Revokes a key of the caller's account, or of any account for an admin.
     *
     * @throws PermanentException {@code API_KEY_NOT_FOUND} when there is none, or it is somebody else's
     */
    public void revoke(UUID id, Origin by) {
        Optional<ApiKey> key = store.find(id);
        String target = target(key.map(ApiKey::prefix).orElse("unknown"));
        events.reporting(
                Type.API_KEY_REVOKE,
                by,
                target,
                () -> transaction.execute(status -> {
                    if (key.filter(found -> mayRevoke(found, by)).isEmpty() || !store.revoke(id)) {
                        throw new PermanentException(
                                ErrorCode.API_KEY_NOT_FOUND, "There is no such API key that counts.");
                    }
                    events.success(Type.API_KEY_REVOKE, by, target, Map.of());
                    return true;
                }));
        found.invalidateAll();
    }

    private static boolean mayRevoke(ApiKey key, Origin by) {
        return by.caller()
                .filter(caller -> caller.accountId().equals(key.accountId()) || caller.may(UserRole.ADMIN))
                .isPresent();
    }

    /** Without the scope for it, a key of an admin does not reach what only admins may. */
    private TokenCheck.Valid valid(JdbcApiKeys.Found stored) {
        ApiKey key = stored.key();
        UserRole role = rule.roleOf(stored.account());
        boolean tooFar = role == UserRole.ADMIN && !key.scopes().contains(Scope.ADMIN);
        Caller caller = new Caller(
                stored.account().id(),
                stored.account().name(),
                tooFar ? UserRole.OPERATOR : role,
                key.scopes(),
                Caller.Kind.API_KEY,
                key.prefix());
        return new TokenCheck.Valid(caller, key.expiresAt());
    }

    private static void check(NewApiKey wanted, Caller owner) {
        if (!PlainText.isReadable(wanted.name(), LONGEST_NAME)) {
            throw refused("Name the key in up to %d characters.".formatted(LONGEST_NAME));
        }
        if (wanted.scopes().isEmpty()) {
            throw refused("A key needs at least one scope.");
        }
        if (wanted.life().isNegative()
                || wanted.life().isZero()
                || wanted.life().compareTo(LONGEST_LIFE) > 0) {
            throw refused("A key counts for up to %d days.".formatted(LONGEST_LIFE.toDays()));
        }
        if (wanted.scopes().contains(Scope.ADMIN) && !owner.may(UserRole.ADMIN)) {
            throw new PermanentException(ErrorCode.FORBIDDEN, "Only admins can make keys with the scope admin.");
        }
    }

    private static PermanentException refused(String message) {
        return new PermanentException(ErrorCode.VALUE_REFUSED, message);
    }

    private static String names(Set<Scope> scopes) {
        return scopes.stream().map(Scope::wireName).sorted().collect(Collectors.joining(" "));
    }

    private static String target(String prefix) {
        return "api-key:" + prefix;
    }
}
