package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Ends sessions: one's own, all of an account, or those of everybody. Access tokens are refused at once by this process
 * and within three seconds by all others. API keys are not sessions, and stay.
 */
@Component
public class Logouts {
    private static final String EVERYBODY = "everybody";

    private final JdbcSessions sessions;
    private final JdbcAccounts accounts;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Revocations revocations;

    Logouts(
            JdbcSessions sessions,
            JdbcAccounts accounts,
            TransactionOperations transaction,
            EventReporter events,
            Revocations revocations) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.transaction = transaction;
        this.events = events;
        this.revocations = revocations;
    }

    /** Ends the session that the caller's access token belongs to. */
    public void logOut(Origin by) {
        events.reporting(Type.LOGOUT, by, by.target(), () -> {
            UUID access = UUID.fromString(by.person().tokenId());
            return end(sessions.familyOfAccess(access), by, by.target());
        });
    }

    /**
     * Ends the session of a refresh token, for a browser whose access token has expired.
     *
     * @throws PermanentException {@code TOKEN_REFUSED} when there is no such session
     */
    public void logOut(String refreshToken, Origin by) {
        Optional<JdbcSessions.Trace> trace = OpaqueToken.isShaped(OpaqueToken.REFRESH, refreshToken)
                ? sessions.trace(OpaqueToken.hash(refreshToken))
                : Optional.empty();
        String target =
                AccountNames.target(trace.map(JdbcSessions.Trace::accountName).orElse(""));
        events.reporting(Type.LOGOUT, by, target, () -> {
            if (trace.isEmpty()) {
                throw new PermanentException(ErrorCode.TOKEN_REFUSED, "There is no session with this refresh token.");
            }
            Origin holder = trace.get().holder().map(by::as).orElse(by);
            return end(trace.map(JdbcSessions.Trace::family), holder, target);
        });
    }

    /** Ends all sessions of an account. */
    public void logOutAccount(UUID account, Origin by) {
        Optional<Account> found = accounts.byId(account).map(Credentials::account);
        String target = found.map(Account::target).orElse(AccountNames.target(""));
        events.reporting(
                Type.TOKEN_REVOKE,
                by,
                target,
                () -> transaction.execute(status -> {
                    accounts.endSessions(found.orElseThrow(Accounts::unknown).id());
                    events.success(Type.TOKEN_REVOKE, by, target, Map.of());
                    return true;
                }));
        revocations.refreshNow();
    }

    /** Ends all sessions of all accounts, also that of the caller. */
    public void logOutEverybody(Origin by) {
        transaction.executeWithoutResult(status -> {
            accounts.endAllSessions();
            events.success(Type.TOKEN_REVOKE, by, EVERYBODY, Map.of());
        });
        revocations.refreshNow();
    }

    private boolean end(Optional<UUID> family, Origin by, String target) {
        transaction.executeWithoutResult(status -> {
            family.ifPresent(sessions::end);
            events.success(Type.LOGOUT, by, target, Map.of());
        });
        revocations.refreshNow();
        return true;
    }
}
