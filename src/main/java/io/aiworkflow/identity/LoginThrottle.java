package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.AddressRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Slows guessing down. Each try is counted as a failure before its password is looked at and taken back when it was none,
 * so that tries at the same moment cannot slip through together. A held-up try is not counted and costs no hash.
 */
@Component
class LoginThrottle {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final JdbcLoginThrottle counters;
    private final TransactionOperations transaction;

    LoginThrottle(JdbcLoginThrottle counters, TransactionOperations transaction) {
        this.counters = counters;
        this.transaction = transaction;
    }

    /**
     * A try that was admitted.
     *
     * @param own the counter of the account, or that of the account at this address; empty for what cannot be a name
     * @param shared the counter of the address; empty when the account is known there
     */
    record Try(Optional<String> own, Optional<String> shared, String sender) {
        List<String> keys() {
            List<String> keys = new ArrayList<>();
            own.ifPresent(keys::add);
            shared.ifPresent(keys::add);
            return keys;
        }
    }

    /** @throws TransientException when account or address are held up */
    Try admit(String account, String address) {
        String sender = AddressRange.sender(address);
        Try next = next(account, sender);
        List<String> keys = next.keys();
        refuseUntil(counters.remaining(keys));
        boolean counted = Boolean.TRUE.equals(transaction.execute(status -> {
            boolean all = counters.count(keys).size() == keys.size();
            if (!all) {
                status.setRollbackOnly();
            }
            return all;
        }));
        if (!counted) {
            Duration rest = counters.remaining(keys);
            refuseUntil(rest.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : rest);
        }
        return next;
    }

    /** It was no failure, but nobody has logged in either. */
    void takeBack(Try admitted) {
        counters.takeBack(admitted.keys());
    }

    /**
     * The owner has logged in. What others did from the same address still counts: an account of one's own must not be
     * the way to guess on.
     */
    void succeeded(Try admitted, UUID account) {
        transaction.executeWithoutResult(status -> {
            admitted.own().ifPresent(counters::forget);
            counters.takeBack(admitted.shared().stream().toList());
            counters.remember(account, admitted.sender());
        });
    }

    private Try next(String account, String sender) {
        Optional<String> shared = Optional.of("address:" + sender);
        if (!AccountNames.isName(account)) {
            return new Try(Optional.empty(), shared, sender);
        }
        return counters.isKnown(account, sender)
                ? new Try(Optional.of("pair:%s@%s".formatted(account, sender)), Optional.empty(), sender)
                : new Try(Optional.of("account:" + account), shared, sender);
    }

    private static void refuseUntil(Duration rest) {
        if (rest.isNegative() || rest.isZero()) {
            return;
        }
        throw new TransientException(
                ErrorCode.TOO_MANY_ATTEMPTS,
                "There were too many failed attempts; try again in %d seconds."
                        .formatted(Math.max(1, rest.plusMillis(999).toSeconds())),
                rest,
                null);
    }
}
