package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.CallbackTokens;
import io.aiworkflow.run.Decider;
import io.aiworkflow.run.RunWait;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.run.WaitAnswers;
import io.aiworkflow.run.WaitStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Shows what people have to decide, and takes decisions and callbacks. */
@Component
@Profile("api")
class WaitOperations {
    private static final Set<String> DECISIONS = Set.of("approve", "reject");
    private static final Set<String> MEMBERS = Set.of("decision", "form");

    private final WaitStore store;
    private final WaitAnswers answers;
    private final CallbackTokens tokens;
    private final VisibleRuns visible;
    private final CurrentSubmitter current;
    private final ForeignRuns foreign;

    WaitOperations(
            WaitStore store,
            WaitAnswers answers,
            CallbackTokens tokens,
            VisibleRuns visible,
            CurrentSubmitter current,
            ForeignRuns foreign) {
        this.store = store;
        this.answers = answers;
        this.tokens = tokens;
        this.visible = visible;
        this.current = current;
        this.foreign = foreign;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<WaitView> page = store.openApprovals(decider(), RequestParts.cursor(request), limit).stream()
                .map(WaitView::ofApproval)
                .toList();
        return Reply.ok(new WaitView.Page(
                page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    Reply get(Message request) {
        return Reply.ok(WaitView.ofApproval(answers.approval(id(request), decider(), visible)));
    }

    private Decider decider() {
        Submitter who = current.get();
        return new Decider(who.name(), who.role());
    }

    Reply decide(Message request) {
        UUID id = id(request);
        JsonNode body = RequestParts.body(request);
        List<FieldError> errors = errors(body);
        if (!errors.isEmpty()) {
            throw new InvalidInput("send {\"decision\": \"approve\" or \"reject\", \"form\": {…}}", errors);
        }
        JsonNode form = body.path("form").isMissingNode() ? JsonNodeFactory.instance.objectNode() : body.get("form");
        answers.approval(id, decider(), visible);
        String decision = body.get("decision").asText();
        Decider who = decider();
        RunWait decided = answers.decide(id, who, decision, form);
        if (!who.isNamed(decided.request().approvers())) {
            foreign.reportDecision(decision, decided);
        }
        return Reply.ok(WaitView.ofApproval(decided));
    }

    /** Whatever is wrong with the token, the answer is the same. */
    Reply callback(Message request) {
        UUID id = tokens.verify(request.getHeader("token", String.class))
                .orElseThrow(() ->
                        new PermanentException(ErrorCode.CALLBACK_NOT_FOUND, "there is no callback with this address"));
        boolean first = answers.receive(id, RequestParts.body(request));
        return new Reply(first ? 202 : 200, Map.of(), Map.of("accepted", true));
    }

    private static List<FieldError> errors(JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        if (!body.isObject()) {
            return List.of(new FieldError("", "must be an object"));
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(new FieldError("/" + name, "is not known here"));
            }
        });
        if (!DECISIONS.contains(body.path("decision").asText())) {
            errors.add(new FieldError("/decision", "must be approve or reject"));
        }
        if (body.has("form") && !body.get("form").isObject()) {
            errors.add(new FieldError("/form", "must be an object"));
        }
        return errors;
    }

    private static UUID id(Message request) {
        try {
            return UUID.fromString(request.getHeader("id", String.class));
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.APPROVAL_NOT_FOUND, "the approval id is not a UUID", e);
        }
    }
}
