package io.aiworkflow.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.Account;
import io.aiworkflow.identity.AccountFilter;
import io.aiworkflow.identity.AccountState;
import io.aiworkflow.identity.Accounts;
import io.aiworkflow.identity.Logouts;
import io.aiworkflow.identity.PasswordResets;
import io.aiworkflow.identity.SecondFactors;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets admins look after the accounts of others. */
@Component
@Profile("api")
class AccountOperations {
    private static final DocumentSchema CHANGE = RequestSchemas.read("change-account");
    private static final DocumentSchema NOTHING = RequestSchemas.read("nothing");

    private final Accounts accounts;
    private final PasswordResets resets;
    private final SecondFactors factors;
    private final Logouts logouts;

    AccountOperations(Accounts accounts, PasswordResets resets, SecondFactors factors, Logouts logouts) {
        this.accounts = accounts;
        this.resets = resets;
        this.factors = factors;
        this.logouts = logouts;
    }

    Reply list(Message request) {
        Optional<String> name = RequestParts.text(request, "name");
        if (name.isPresent()) {
            return Reply.ok(new Page(
                    accounts.find(name.get()).map(AccountView::of).stream().toList(), null));
        }
        int limit = RequestParts.limit(request);
        Optional<String> state = RequestParts.text(request, "state");
        AccountFilter filter =
                new AccountFilter(state.map(AccountOperations::stateOf), RequestParts.text(request, "cursor"), limit);
        List<Account> page = accounts.list(filter);
        return Reply.ok(new Page(
                page.stream().map(AccountView::of).toList(),
                page.size() == limit ? page.get(limit - 1).name() : null));
    }

    Reply get(Message request) {
        UUID id = id(request);
        return Reply.ok(AccountView.of(accounts.find(id)
                .orElseThrow(() -> new PermanentException(ErrorCode.ACCOUNT_NOT_FOUND, "there is no account " + id))));
    }

    Reply change(Message request) {
        UUID id = id(request);
        JsonNode body = RequestParts.optionalBody(request, CHANGE);
        Optional<UserRole> role = Requests.text(body, "role").map(UserRole::ofWireName);
        Optional<AccountState> state = Requests.text(body, "state").map(AccountOperations::stateOf);
        return Reply.ok(AccountView.of(accounts.change(id, role, state, Requests.origin())));
    }

    Reply approve(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        return Reply.ok(AccountView.of(accounts.approve(id(request), Requests.origin())));
    }

    Reply resetPassword(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        return Reply.ok(resets.issue(id(request), Requests.origin()));
    }

    Reply removeSecondFactor(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        factors.remove(id(request), Requests.origin());
        return Reply.done();
    }

    Reply logOut(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        logouts.logOutAccount(id(request), Requests.origin());
        return Reply.done();
    }

    Reply logOutEverybody(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        logouts.logOutEverybody(Requests.origin());
        return Reply.done();
    }

    private static UUID id(Message request) {
        return RequestParts.id(request, "account", ErrorCode.ACCOUNT_NOT_FOUND);
    }

    private static AccountState stateOf(String name) {
        return AccountState.ofWireName(name)
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.MALFORMED_REQUEST, "state must be one of active, pending, disabled"));
    }

    /** @param next the cursor of the next page, null on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<AccountView> accounts, String next) {}
}
