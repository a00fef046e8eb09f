package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import org.springframework.stereotype.Component;

/** What an account may do at this moment, for what is started in its name without a request. */
@Component
public class AccountRights {
    private final JdbcAccounts accounts;
    private final SecondFactorRule factors;

    AccountRights(JdbcAccounts accounts, SecondFactorRule factors) {
        this.accounts = accounts;
        this.factors = factors;
    }

    /** @throws PermanentException {@code ACCOUNT_NOT_ACTIVE} when there is no such account, or it is not in use */
    public Submitter of(String name) {
        Account account = accounts.byName(name)
                .map(Credentials::account)
                .filter(found -> found.state() == AccountState.ACTIVE)
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.ACCOUNT_NOT_ACTIVE, "the account '%s' is not active".formatted(name)));
        return new Submitter(account.name(), factors.roleOf(account));
    }
}
