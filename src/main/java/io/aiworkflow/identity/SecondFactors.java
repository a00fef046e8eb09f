package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Codes by the clock as second factor of an account, and the recovery codes that stand in for them. A change needs the
 * password once more, so that an open browser is not enough.
 */
@Component
public class SecondFactors {
    private static final String ISSUER = "AI Workflow Engine";

    private final JdbcSecondFactors factors;
    private final JdbcAccounts accounts;
    private final SecondFactorCheck check;
    private final PasswordProof passwords;
    private final Revocations revocations;
    private final TransactionOperations transaction;
    private final EventReporter events;

    SecondFactors(
            JdbcSecondFactors factors,
            JdbcAccounts accounts,
            SecondFactorCheck check,
            PasswordProof passwords,
            Revocations revocations,
            TransactionOperations transaction,
            EventReporter events) {
        this.factors = factors;
        this.accounts = accounts;
        this.check = check;
        this.passwords = passwords;
        this.revocations = revocations;
        this.transaction = transaction;
        this.events = events;
    }

    /**
     * Proposes a new secret, which counts only once a code of it has come back.
     *
     * @throws PermanentException {@code STATE_CONFLICT} when there is a second factor already
     */
    public SecondFactorProposal propose(String password, Origin by) {
        return changing(by, "proposed", password, owner -> {
            String secret = Totp.newSecret();
            UUID id = owner.account().id();
            if (!factors.propose(id, check.seal(id, secret))) {
                throw new PermanentException(
                        ErrorCode.STATE_CONFLICT,
                        "The account has a second factor; remove it first to set up another one.");
            }
            return new SecondFactorProposal(
                    secret, Totp.uri(ISSUER, owner.account().name(), secret));
        });
    }

    /**
     * Takes the proposed secret into use. What an admin could not do without it, he can after his next refresh.
     *
     * @return the recovery codes, which are shown this once
     * @throws PermanentException {@code SECOND_FACTOR_REFUSED} when the code is wrong
     */
    public List<String> confirm(String code, Origin by) {
        return events.reporting(Type.SECOND_FACTOR_CHANGE, by, by.target(), () -> {
            Caller caller = by.person();
            Credentials owner = accounts.byId(caller.accountId()).orElseThrow(Accounts::unknown);
            String proposal = Optional.ofNullable(owner.totpProposal())
                    .orElseThrow(() -> new PermanentException(
                            ErrorCode.STATE_CONFLICT, "There is no second factor that waits to be confirmed."));
            OptionalLong step = check.stepOf(caller.accountId(), code == null ? "" : code.strip(), proposal);
            return transaction.execute(status -> {
                if (step.isEmpty() || !factors.confirm(caller.accountId(), proposal, step.getAsLong())) {
                    throw SecondFactorCheck.refused();
                }
                List<String> codes = newRecoveryCodes(caller.accountId());
                events.success(Type.SECOND_FACTOR_CHANGE, by, by.target(), Map.of("change", "confirmed"));
                return codes;
            });
        });
    }

    /** Makes new recovery codes; the old ones count no longer. They are shown this once. */
    public List<String> renewRecoveryCodes(String password, String code, Origin by) {
        return changing(by, "recovery-codes-renewed", password, owner -> {
            requireSecondFactor(owner);
            check.use(owner, Optional.ofNullable(code));
            return newRecoveryCodes(owner.account().id());
        });
    }

    /** How many recovery codes the account has left. */
    public int recoveryCodesLeft(UUID account) {
        return factors.unusedRecoveryCodes(account);
    }

    /** Removes the caller's own second factor. */
    public void remove(String password, String code, Origin by) {
        changing(by, "removed", password, owner -> {
            requireSecondFactor(owner);
            check.use(owner, Optional.ofNullable(code));
            return end(owner.account().id());
        });
        revocations.refreshNow();
    }

    /** Removes the second factor of an account whose owner has lost it, on an admin's word. */
    public void remove(UUID account, Origin by) {
        Account target = accounts.byId(account).orElseThrow(Accounts::unknown).account();
        events.reporting(
                Type.SECOND_FACTOR_CHANGE,
                by,
                target.target(),
                () -> transaction.execute(status -> {
                    by.refuseKey();
                    if (!end(account)) {
                        throw new PermanentException(
                                ErrorCode.STATE_CONFLICT,
                                "The account '%s' has no second factor.".formatted(target.name()));
                    }
                    events.success(
                            Type.SECOND_FACTOR_CHANGE, by, target.target(), Map.of("change", "removed-by-admin"));
                    return true;
                }));
        revocations.refreshNow();
    }

    private <T> T changing(Origin by, String change, String password, Function<Credentials, T> action) {
        return events.reporting(Type.SECOND_FACTOR_CHANGE, by, by.target(), () -> {
            String name = by.person().name();
            return passwords.owner(
                    name,
                    password,
                    by.address(),
                    owner -> transaction.execute(status -> {
                        T result = action.apply(owner);
                        events.success(Type.SECOND_FACTOR_CHANGE, by, by.target(), Map.of("change", change));
                        return result;
                    }));
        });
    }

    /** A token that says what only the second factor allowed counts no longer. */
    private boolean end(UUID account) {
        boolean removed = factors.remove(account);
        accounts.endTokens(account);
        return removed;
    }

    private List<String> newRecoveryCodes(UUID account) {
        List<String> codes = RecoveryCodes.make();
        factors.replaceRecoveryCodes(
                account,
                codes.stream().map(code -> RecoveryCodes.hash(account, code)).toList());
        return codes;
    }

    private static void requireSecondFactor(Credentials owner) {
        if (owner.totpSecret() == null) {
            throw new PermanentException(ErrorCode.STATE_CONFLICT, "The account has no second factor.");
        }
    }
}
