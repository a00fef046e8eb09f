package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.run.RunWait;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What a run waits for or has waited for, as callers see it; absent members are left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitView(
        UUID id,
        UUID run,
        String workflow,
        String kind,
        String name,
        String occurrence,
        String state,
        String title,
        JsonNode subject,
        JsonNode form,
        List<String> approvers,
        String onTimeout,
        UUID child,
        Instant createdAt,
        Instant until,
        String decision,
        JsonNode answer,
        String decidedBy,
        Instant decidedAt) {

    /** Of an approval. */
    static WaitView ofApproval(RunWait wait) {
        return of(wait, null);
    }

    /** As part of its run. What was posted to a callback is shown as part of the run's steps only. */
    static WaitView ofRun(RunWait wait) {
        return of(wait, wait.kind().wireName());
    }

    private static WaitView of(RunWait wait, String kind) {
        boolean inRun = kind != null;
        boolean approval = wait.request() != null;
        JsonNode outcome = approval ? wait.outcome() : null;
        return new WaitView(
                wait.id(),
                inRun ? null : wait.run(),
                inRun ? null : wait.workflow(),
                kind,
                wait.key().step(),
                wait.key().occurrence().isEmpty() ? null : wait.key().occurrence(),
                wait.state().wireName(),
                approval ? wait.request().title() : null,
                approval ? wait.request().subject() : null,
                approval ? wait.request().form() : null,
                approval ? approvers(wait.request().approvers()) : null,
                approval ? wait.request().onTimeout() : null,
                wait.child(),
                wait.createdAt(),
                wait.until(),
                outcome == null ? null : outcome.path("decision").asText(),
                outcome == null ? null : outcome.get("form"),
                wait.decidedBy(),
                wait.decidedAt());
    }

    private static List<String> approvers(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).toList();
    }

    /**
     * Some approvals.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<WaitView> approvals, UUID next) {}
}
