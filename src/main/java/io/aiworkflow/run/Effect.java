package io.aiworkflow.run;

import io.aiworkflow.workflow.EffectMode;
import java.time.Instant;
import java.util.UUID;

/**
 * One outside effect of a run.
 *
 * @param key the same for each try; the other side can tell by it that it has made the effect already
 * @param tries how often it was begun
 * @param message why nobody knows whether it was made; null unless it needs or needed review
 * @param decidedBy who said what became of it, or null
 */
public record Effect(
        UUID id,
        UUID run,
        String workflow,
        StepKey step,
        EffectMode mode,
        String key,
        EffectState state,
        int tries,
        String message,
        String decidedBy,
        Instant createdAt,
        Instant updatedAt) {}
