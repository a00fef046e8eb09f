package io.aiworkflow.identity;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Has somebody prove with a password that an account is his, wherever one is asked for. Whether there is no such account
 * or the password is wrong cannot be told apart, neither by the answer nor by its time.
 */
@Component
class PasswordProof {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordProof.class);

    private final JdbcAccounts accounts;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final SenderLimit senders;

    PasswordProof(JdbcAccounts accounts, PasswordHasher hasher, LoginThrottle throttle, SenderLimit senders) {
        this.senders = senders;
        this.accounts = accounts;
        this.hasher = hasher;
        this.throttle = throttle;
    }

    /**
     * Does what the owner wants. It counts as a failure when the password or the code of the second factor is wrong.
     *
     * @param name in lower case
     * @throws EngineException when too many have failed, the password is wrong, or too many are being checked
     */
    <T> T owner(String name, String password, String address, Function<Credentials, T> action) {
        LoginThrottle.Try admitted = throttle.admit(name, address);
        Credentials proven;
        T result;
        try {
            proven = senders.admit(address, () -> proven(name, password));
            result = action.apply(proven);
        } catch (EngineException refused) {
            if (refused.code() != ErrorCode.CREDENTIALS_REFUSED && refused.code() != ErrorCode.SECOND_FACTOR_REFUSED) {
                throttle.takeBack(admitted);
            }
            throw refused;
        }
        settle(admitted, proven, password);
        return result;
    }

    private Credentials proven(String name, String password) {
        Optional<Credentials> found = AccountNames.isName(name) ? accounts.byName(name) : Optional.empty();
        if (!hasher.matches(password, found.map(Credentials::passwordHash))) {
            throw refused();
        }
        return found.orElseThrow();
    }

    static PermanentException refused() {
        return new PermanentException(
                ErrorCode.CREDENTIALS_REFUSED, "There is no account with this name and password.");
    }

    /** What remains to be done may fail without harm to what the owner wanted. */
    private void settle(LoginThrottle.Try admitted, Credentials proven, String password) {
        try {
            throttle.succeeded(admitted, proven.account().id());
            if (hasher.isOutdated(proven.passwordHash())) {
                String typed = PasswordText.normalise(password).orElseThrow();
                accounts.replaceHash(proven.account().id(), proven.passwordHash(), hasher.hash(typed));
            }
        } catch (DataAccessException | TransactionException | TransientException e) {
            LOG.warn(
                    "The counters or the hash of {} were left as they are: {}",
                    proven.account().target(),
                    e.toString());
        }
    }
}
