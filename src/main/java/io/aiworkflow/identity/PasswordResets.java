package io.aiworkflow.identity;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** New passwords for those who forgot theirs: an admin hands out a token that counts once. The second factor stays. */
@Component
public class PasswordResets {
    private final JdbcPasswordResets resets;
    private final JdbcAccounts accounts;
    private final NewPasswords passwords;
    private final IdentityProperties properties;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Revocations revocations;

    PasswordResets(
            JdbcPasswordResets resets,
            JdbcAccounts accounts,
            NewPasswords passwords,
            IdentityProperties properties,
            TransactionOperations transaction,
            EventReporter events,
            Revocations revocations) {
        this.resets = resets;
        this.accounts = accounts;
        this.passwords = passwords;
        this.properties = properties;
        this.transaction = transaction;
        this.events = events;
        this.revocations = revocations;
    }

    /**
     * Makes a token for an account; those that were made before count no longer. The old password counts until the token
     * is redeemed.
     *
     * @throws PermanentException {@code ACCOUNT_NOT_FOUND}, or {@code FORBIDDEN} with an API key, which must not become a
     *     password
     */
    public PasswordReset issue(UUID account, Origin by) {
        Optional<Account> found = accounts.byId(account).map(Credentials::account);
        String target = found.map(Account::target).orElse(AccountNames.target(""));
        return events.reporting(
                Type.PASSWORD_RESET,
                by,
                target,
                () -> transaction.execute(status -> {
                    by.refuseKey();
                    String token = OpaqueToken.make(OpaqueToken.PASSWORD_RESET);
                    UUID id = found.orElseThrow(Accounts::unknown).id();
                    PasswordReset reset = new PasswordReset(
                            token, resets.replace(id, OpaqueToken.hash(token), properties.passwordResetLife()));
                    events.success(Type.PASSWORD_RESET, by, target, Map.of("step", "issued"));
                    return reset;
                }));
    }

    /**
     * Sets a new password; all sessions of the account end.
     *
     * @throws EngineException {@code TOKEN_REFUSED}, {@code PASSWORD_REFUSED} or {@code OVERLOADED}
     */
    public Account redeem(String token, String newPassword, Origin by) {
        byte[] hash = OpaqueToken.hash(token == null ? "" : token);
        Optional<Account> found = resets.account(hash).flatMap(accounts::byId).map(Credentials::account);
        String target = found.map(Account::target).orElse(AccountNames.target(""));
        Account account = events.reporting(Type.PASSWORD_RESET, by, target, () -> {
            Account owner = found.orElseThrow(PasswordResets::refused);
            String newHash = passwords.hash(owner.name(), newPassword);
            return transaction.execute(status -> {
                if (!resets.use(hash)) {
                    throw refused();
                }
                accounts.setPassword(owner.id(), newHash);
                accounts.endSessions(owner.id());
                Account after = accounts.byId(owner.id()).orElseThrow().account();
                events.success(Type.PASSWORD_RESET, by, target, Map.of("step", "redeemed"));
                return after;
            });
        });
        revocations.refreshNow();
        return account;
    }

    private static PermanentException refused() {
        return new PermanentException(
                ErrorCode.TOKEN_REFUSED,
                "This token was used, has expired, or never was one; ask an admin for another.");
    }
}
