package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.workflow.EffectMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The outside effects of runs. An intent is committed before the call is made; success and refusal are written with the
 * step's line in the {@link RunJournal}. So an intent that nothing follows tells that the outcome is unknown. Methods that
 * take a {@link Claim} throw {@link StaleClaim} when it has lost its run.
 */
public interface Effects {
    /** The states of the run's effects. */
    Map<StepKey, EffectState> states(UUID run);

    /** Writes down that the effect is about to be made. */
    void intend(Claim claim, StepKey step, EffectMode mode, String key);

    /** Writes down what became of an effect that has no line in the journal. */
    void settle(Claim claim, StepKey step, EffectState state);

    /**
     * Asks for a person. The caller lets the run wait.
     *
     * @return the effect's id
     */
    UUID needReview(Claim claim, StepKey step, String why);

    Optional<Effect> find(UUID id);

    /**
     * Effects, newest first.
     *
     * @param before only those with a smaller id
     */
    List<Effect> list(Optional<EffectState> state, Optional<UUID> before, int limit);

    /**
     * Somebody has found that the effect was made: the step is finished with this body, and the run goes on unless it
     * has ended before.
     *
     * @return false when the effect is not in review
     */
    boolean resolveDone(UUID id, JsonNode body, String by);

    /**
     * Somebody has found that the effect was not made: the step is executed again unless the run has ended before.
     *
     * @return false when the effect is not in review
     */
    boolean resolveNotDone(UUID id, String by);
}
