package io.aiworkflow.identity;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Gives sessions to those who prove that an account is theirs: by logging in, or by going on with a refresh token. */
@Component
public class Logins {
    private final PasswordProof passwords;
    private final NewPasswords newPasswords;
    private final SecondFactorCheck secondFactor;
    private final Sessions sessions;
    private final JdbcAccounts accounts;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Revocations revocations;

    Logins(
            PasswordProof passwords,
            NewPasswords newPasswords,
            SecondFactorCheck secondFactor,
            Sessions sessions,
            JdbcAccounts accounts,
            TransactionOperations transaction,
            EventReporter events,
            Revocations revocations) {
        this.passwords = passwords;
        this.newPasswords = newPasswords;
        this.secondFactor = secondFactor;
        this.sessions = sessions;
        this.accounts = accounts;
        this.transaction = transaction;
        this.events = events;
        this.revocations = revocations;
    }

    /**
     * Begins a session. The code of a refusal says what to do: {@code SECOND_FACTOR_REQUIRED} and
     * {@code PASSWORD_CHANGE_REQUIRED} mean that the password was right, and the same request has to come again with the
     * code or the new password added.
     *
     * @throws EngineException {@code CREDENTIALS_REFUSED}, {@code SECOND_FACTOR_REQUIRED}, {@code SECOND_FACTOR_REFUSED},
     *     {@code PASSWORD_CHANGE_REQUIRED}, {@code PASSWORD_REFUSED}, {@code ACCOUNT_NOT_ACTIVE},
     *     {@code TOO_MANY_ATTEMPTS} or {@code OVERLOADED}
     */
    public Session login(LoginRequest request, Origin by) {
        String name = AccountNames.fold(request.name());
        Session session = events.reporting(
                Type.LOGIN,
                by,
                AccountNames.target(name),
                () -> passwords.owner(name, request.password(), by.address(), owner -> enter(request, owner, by)));
        if (request.newPassword().isPresent()) {
            revocations.refreshNow();
        }
        return session;
    }

    /**
     * Continues a session: the refresh token is used up, and a new one comes with the new access token. A token that is
     * used twice was stolen by one of its users: the session ends, and all access tokens of the account with it.
     *
     * @throws PermanentException {@code TOKEN_REFUSED}
     */
    public Session refresh(String refreshToken, Origin by) {
        if (!OpaqueToken.isShaped(OpaqueToken.REFRESH, refreshToken)) {
            return events.reporting(Type.TOKEN_REFRESH, by, AccountNames.target(""), () -> {
                throw refusedToken();
            });
        }
        Optional<Session> next = transaction.execute(status -> {
            Optional<Session> rotated = sessions.rotate(refreshToken);
            rotated.ifPresent(session -> events.success(
                    Type.TOKEN_REFRESH,
                    by.as(session.caller()),
                    session.account().target(),
                    Map.of()));
            return rotated;
        });
        return next.orElseGet(() -> refuse(refreshToken, by));
    }

    /**
     * Changes the caller's own password. All other sessions of the account end; the caller goes on with a new one.
     *
     * @throws EngineException {@code CREDENTIALS_REFUSED} when the current password is wrong, {@code PASSWORD_REFUSED},
     *     {@code TOO_MANY_ATTEMPTS} or {@code OVERLOADED}
     */
    public Session changePassword(String current, String replacement, Origin by) {
        Session session = events.reporting(Type.PASSWORD_CHANGE, by, by.target(), () -> {
            String name = by.person().name();
            return passwords.owner(name, current, by.address(), owner -> {
                String hash = newPasswords.replacement(name, current, replacement);
                return transaction.execute(status -> {
                    requireUnchanged(owner);
                    Session fresh = openWith(hash, owner.account());
                    events.success(Type.PASSWORD_CHANGE, by, by.target(), Map.of());
                    return fresh;
                });
            });
        });
        revocations.refreshNow();
        return session;
    }

    private Session enter(LoginRequest request, Credentials owner, Origin by) {
        Account account = owner.account();
        requireActive(account);
        if (account.mustChangePassword() && request.newPassword().isEmpty()) {
            throw new PermanentException(
                    ErrorCode.PASSWORD_CHANGE_REQUIRED, "Send a new password of your own together with this one.");
        }
        Optional<String> hash =
                request.newPassword().map(typed -> newPasswords.replacement(account.name(), request.password(), typed));
        return transaction.execute(status -> {
            requireUnchanged(owner);
            Map<String, String> how = secondFactor.use(owner, request.code());
            Session session = hash.map(changed -> openWith(changed, account)).orElseGet(() -> open(account));
            Origin proven = by.as(session.caller());
            if (hash.isPresent()) {
                events.success(Type.PASSWORD_CHANGE, proven, account.target(), Map.of());
            }
            events.success(Type.LOGIN, proven, account.target(), how);
            return session;
        });
    }

    /** The password was checked outside of the transaction, because that takes long; it may have been changed since. */
    private void requireUnchanged(Credentials owner) {
        if (!accounts.loggedIn(owner.account().id(), owner.passwordHash())) {
            throw PasswordProof.refused();
        }
    }

    private Session openWith(String newHash, Account account) {
        accounts.setPassword(account.id(), newHash);
        accounts.endSessions(account.id());
        return open(account);
    }

    private Session open(Account account) {
        return sessions.open(account.id()).orElseThrow(() -> inactive(account));
    }

    private Session refuse(String refreshToken, Origin by) {
        Optional<JdbcSessions.Trace> trace = sessions.trace(refreshToken);
        String target =
                AccountNames.target(trace.map(JdbcSessions.Trace::accountName).orElse(""));
        Optional<JdbcSessions.Trace> stolen = trace.filter(JdbcSessions.Trace::used);
        if (stolen.isEmpty()) {
            return events.reporting(Type.TOKEN_REFRESH, by, target, () -> {
                throw refusedToken();
            });
        }
        transaction.executeWithoutResult(status -> {
            sessions.endStolen(stolen.get().family());
            events.denied(
                    Type.TOKEN_REUSE,
                    by,
                    target,
                    Map.of("session", stolen.get().family().toString()));
        });
        revocations.refreshNow();
        throw refusedToken();
    }

    private static void requireActive(Account account) {
        if (account.state() != AccountState.ACTIVE) {
            throw inactive(account);
        }
    }

    private static PermanentException inactive(Account account) {
        return new PermanentException(
                ErrorCode.ACCOUNT_NOT_ACTIVE,
                account.state() == AccountState.PENDING
                        ? "An admin has to approve this account first."
                        : "This account is disabled; ask an admin.");
    }

    private static PermanentException refusedToken() {
        return new PermanentException(ErrorCode.TOKEN_REFUSED, "The refresh token does not count; log in again.");
    }
}
