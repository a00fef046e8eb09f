package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.run.Effect;
import java.time.Instant;
import java.util.UUID;

/** An outside effect as operators see it; absent members are left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EffectView(
        UUID id,
        UUID run,
        String workflow,
        String step,
        String occurrence,
        String mode,
        String key,
        String state,
        int tries,
        String message,
        String decidedBy,
        Instant createdAt,
        Instant updatedAt) {
    static EffectView of(Effect effect) {
        String occurrence = effect.step().occurrence();
        return new EffectView(
                effect.id(),
                effect.run(),
                effect.workflow(),
                effect.step().step(),
                occurrence.isEmpty() ? null : occurrence,
                effect.mode().wireName(),
                effect.key(),
                effect.state().wireName(),
                effect.tries(),
                effect.message(),
                effect.decidedBy(),
                effect.createdAt(),
                effect.updatedAt());
    }
}
