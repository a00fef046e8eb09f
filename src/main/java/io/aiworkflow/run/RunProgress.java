package io.aiworkflow.run;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** How far the steps of a run are, as they report it: the last report of each. It is not kept in the history. */
public interface RunProgress {
    /** The reports whose number is greater, in the order of their numbers. */
    List<StepProgress> after(UUID run, long seq);

    /**
     * Replaces the step's last report. That of the run, outside of any step, only goes up.
     *
     * @param message shown to people, or null
     * @throws StaleClaim when the claim has lost its run
     */
    void report(Claim claim, StepKey key, BigDecimal percent, String message);
}
