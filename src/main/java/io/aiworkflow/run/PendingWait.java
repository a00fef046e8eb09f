package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that a run has to wait for and that holds no worker meanwhile.
 *
 * @param id the id of the row, unless the same wait was registered by an earlier attempt
 * @param key the name that the author gave and which execution of it; unique among the waits of this kind in the run
 * @param wakeAfter the length of a delay, or the time-out of anything else; empty to wait without end
 * @param wakeAt the end of a delay that has a fixed one
 * @param child the awaited sub-run
 * @param request what a person is asked, for approvals
 */
public record PendingWait(
        UUID id,
        WaitReason kind,
        StepKey key,
        Optional<Duration> wakeAfter,
        Optional<Instant> wakeAt,
        Optional<UUID> child,
        Optional<Request> request) {

    /**
     * What a person is asked to decide.
     *
     * @param subject what the decision is about, or null
     * @param form the JSON Schema of the fields to fill in, or null
     * @param approvers who may decide, as ROLE or user:NAME separated by commas
     * @param onTimeout the decision when nobody has decided in time
     */
    public record Request(String title, JsonNode subject, JsonNode form, String approvers, String onTimeout) {}

    /** Whether it is the same point in the same execution of it. */
    public boolean isSameAs(PendingWait other) {
        return kind == other.kind && key.equals(other.key);
    }

    public static PendingWait delay(StepKey key, Duration length) {
        return new PendingWait(
                UuidV7.next(),
                WaitReason.DELAY,
                key,
                Optional.of(length),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static PendingWait subRun(StepKey key, UUID child) {
        return new PendingWait(
                UuidV7.next(),
                WaitReason.SUB_RUN,
                key,
                Optional.empty(),
                Optional.empty(),
                Optional.of(child),
                Optional.empty());
    }

    /** A JSON array with a row for each, as {@link SuspendStatement} reads it. */
    static String toJson(List<PendingWait> pending) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        pending.forEach(wait -> rows.add(wait.toJson()));
        return StrictJson.write(rows);
    }

    private ObjectNode toJson() {
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toString())
                .put("kind", kind.wireName())
                .put("name", key.step())
                .put("occurrence", key.occurrence());
        child.ifPresent(run -> row.put("child_id", run.toString()));
        wakeAt.ifPresent(end -> row.put("until", end.toString()));
        wakeAfter.ifPresent(after -> row.put("seconds", after.toNanos() / 1e9));
        request.ifPresent(asked -> row.put("title", asked.title())
                .put("approvers", asked.approvers())
                .put("on_timeout", asked.onTimeout())
                .<ObjectNode>set("subject", asked.subject())
                .set("form", asked.form()));
        return row;
    }
}
