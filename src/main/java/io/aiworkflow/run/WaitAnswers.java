package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Takes the answers that runs wait for, decisions and callbacks, and queues the runs again. The first answer counts. */
@Component
public class WaitAnswers {
    private final WaitStore store;
    private final RunWaits waits;
    private final RunSignals signals;

    WaitAnswers(WaitStore store, RunWaits waits, RunSignals signals) {
        this.store = store;
        this.waits = waits;
        this.signals = signals;
    }

    /**
     * Decides an approval.
     *
     * @param decision approve or reject
     * @param form the fields that were filled in; checked when the approval is approved
     * @throws InvalidInput when the form does not fit its schema
     * @throws PermanentException APPROVAL_NOT_FOUND, or ALREADY_DECIDED also when its time is over or the run has ended
     */
    public RunWait decide(UUID id, Decider who, String decision, JsonNode form) {
        RunWait approval = approval(id);
        if (!who.isAmong(approval.request().approvers())) {
            throw new PermanentException(
                    ErrorCode.NOT_AN_APPROVER,
                    "this approval is decided by %s"
                            .formatted(approval.request().approvers()));
        }
        requireOpen(approval);
        if (decision.equals("approve")) {
            requireValid(approval.request().form(), form);
        }
        JsonNode outcome =
                JsonNodeFactory.instance.objectNode().put("decision", decision).set("form", form);
        boolean first = answer(id, WaitReason.APPROVAL, outcome, who.name());
        RunWait now = approval(id);
        if (!first) {
            throw decided(now);
        }
        return now;
    }

    /** An approval that this person may decide or whose run he may see; others are not there for him. */
    public RunWait approval(UUID id, Decider who, VisibleRuns visible) {
        RunWait approval = approval(id);
        if (who.isAmong(approval.request().approvers()) || visible.isVisible(approval.submitter())) {
            return approval;
        }
        throw notFound(id);
    }

    private RunWait approval(UUID id) {
        return store.find(id).filter(wait -> wait.kind() == WaitReason.APPROVAL).orElseThrow(() -> notFound(id));
    }

    private static PermanentException notFound(UUID id) {
        return new PermanentException(ErrorCode.APPROVAL_NOT_FOUND, "there is no approval " + id);
    }

    /**
     * Takes what was posted to the address of a callback.
     *
     * @return whether this was the first post; the same one again changes nothing
     * @throws PermanentException CALLBACK_NOT_FOUND, or ALREADY_DECIDED when something else was posted before, its time is
     *     over or the run has ended
     */
    public boolean receive(UUID id, JsonNode body) {
        if (answer(id, WaitReason.CALLBACK, body, null)) {
            return true;
        }
        RunWait callback = store.find(id)
                .filter(wait -> wait.kind() == WaitReason.CALLBACK)
                .orElseThrow(() ->
                        new PermanentException(ErrorCode.CALLBACK_NOT_FOUND, "there is no callback with this address"));
        if (callback.state() == RunWait.State.DECIDED
                && StrictJson.hash(callback.outcome()).equals(StrictJson.hash(body))) {
            return false;
        }
        throw new PermanentException(ErrorCode.ALREADY_DECIDED, "the callback takes nothing more: " + why(callback));
    }

    private boolean answer(UUID id, WaitReason kind, JsonNode outcome, String by) {
        return store.answer(id, kind, outcome, by)
                .map(run -> {
                    if (waits.wakeResolved(run)) {
                        signals.queued();
                    }
                    return true;
                })
                .orElse(false);
    }

    private static void requireOpen(RunWait approval) {
        if (approval.state() != RunWait.State.OPEN) {
            throw decided(approval);
        }
    }

    private static PermanentException decided(RunWait approval) {
        return new PermanentException(
                ErrorCode.ALREADY_DECIDED,
                "the approval %s takes no decision: %s".formatted(approval.id(), why(approval)));
    }

    private static String why(RunWait wait) {
        return switch (wait.state()) {
            case DECIDED ->
                wait.decidedBy() == null
                        ? "an answer came before"
                        : "%s has decided before".formatted(wait.decidedBy());
            case TIMED_OUT -> "its time is over";
            case CLOSED -> "its run has ended";
            case OPEN -> "its run is just changing; try again";
        };
    }

    private static void requireValid(JsonNode schema, JsonNode form) {
        if (schema == null) {
            if (!form.isEmpty()) {
                throw new InvalidInput(
                        "this approval has no form", List.of(new FieldError("/form", "must be left out")));
            }
            return;
        }
        List<FieldError> errors = DocumentSchema.parse("the form", StrictJson.write(schema)).validate(form).stream()
                .map(error -> new FieldError("/form" + error.field(), error.message()))
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidInput("the form does not fit its schema", errors);
        }
    }
}
