package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The waits of runs and their answers. Each method is one statement. A wait is answered once: what comes later, or when
 * its time is over, changes nothing.
 */
public interface WaitStore {
    /** Every wait of the run that has ended. */
    Map<WaitKey, ResolvedWait> resolved(UUID run);

    /**
     * Makes the row of a callback before the run waits for it, so that an early answer finds it.
     *
     * @return its id, the same each time
     * @throws StaleClaim when the claim has lost its run
     */
    UUID open(Claim claim, StepKey callback);

    Optional<RunWait> find(UUID id);

    /** In the order in which the run came to them. */
    List<RunWait> ofRun(UUID run);

    /**
     * Approvals that this person can decide now, newest first, without their subjects.
     *
     * @param before only those with a smaller id
     */
    List<RunWait> openApprovals(Decider who, Optional<UUID> before, int limit);

    /**
     * Answers an open wait.
     *
     * @param by who decides, null if nobody is known
     * @return the run to be woken, empty when nothing was changed
     */
    Optional<UUID> answer(UUID id, WaitReason kind, JsonNode outcome, String by);
}
