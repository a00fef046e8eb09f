package io.aiworkflow.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.Account;
import io.aiworkflow.identity.Accounts;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.identity.SecondFactors;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** What callers see of themselves, and their second factor. */
@Component
@Profile("api")
class SecondFactorOperations {
    private static final DocumentSchema PROPOSE = RequestSchemas.read("propose-second-factor");
    private static final DocumentSchema CONFIRM = RequestSchemas.read("confirm-second-factor");
    private static final DocumentSchema PROVE = RequestSchemas.read("prove-second-factor");

    private final Accounts accounts;
    private final SecondFactors factors;

    SecondFactorOperations(Accounts accounts, SecondFactors factors) {
        this.accounts = accounts;
        this.factors = factors;
    }

    Reply me() {
        Caller caller = Requests.caller();
        Account account = accounts.find(caller.accountId())
                .orElseThrow(() -> new PermanentException(ErrorCode.ACCOUNT_NOT_FOUND, "the account is gone"));
        return Reply.ok(new Me(
                AccountView.of(account),
                caller.role().wireName(),
                caller.kind().wireName(),
                caller.scopes().stream().map(Scope::wireName).sorted().toList(),
                factors.recoveryCodesLeft(account.id())));
    }

    Reply propose(Message request) {
        JsonNode body = RequestParts.optionalBody(request, PROPOSE);
        return Reply.ok(factors.propose(body.get("password").asText(), Requests.origin()));
    }

    Reply confirm(Message request) {
        JsonNode body = RequestParts.optionalBody(request, CONFIRM);
        return Reply.ok(new Codes(factors.confirm(body.get("code").asText(), Requests.origin())));
    }

    Reply remove(Message request) {
        JsonNode body = RequestParts.optionalBody(request, PROVE);
        factors.remove(body.get("password").asText(), body.get("code").asText(), Requests.origin());
        return Reply.done();
    }

    Reply renewRecoveryCodes(Message request) {
        JsonNode body = RequestParts.optionalBody(request, PROVE);
        return Reply.ok(new Codes(factors.renewRecoveryCodes(
                body.get("password").asText(), body.get("code").asText(), Requests.origin())));
    }

    /**
     * The caller.
     *
     * @param role what he may do at this moment, which may be less than his account's
     */
    private record Me(AccountView account, String role, String kind, List<String> scopes, int recoveryCodesLeft) {}

    private record Codes(List<String> recoveryCodes) {
        /** Leaves the codes out. */
        @Override
        public String toString() {
            return "Codes";
        }
    }
}
