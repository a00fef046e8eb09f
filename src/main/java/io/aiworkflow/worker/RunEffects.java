package io.aiworkflow.worker;

import io.aiworkflow.platform.OutsideEffects;
import io.aiworkflow.run.EffectState;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.EffectMode;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Makes the outside effects of runs; outside of a run it makes the call and writes nothing down. */
@Component
class RunEffects implements OutsideEffects {
    @Override
    public <T> T perform(Exchange exchange, String name, LookUp<T> lookUp, Call<T> call) throws Exception {
        return perform(exchange, name, Optional.of(lookUp), call);
    }

    @Override
    public <T> T performKeyed(Exchange exchange, String name, Call<T> call) throws Exception {
        return perform(exchange, name, Optional.empty(), call);
    }

    private <T> T perform(Exchange exchange, String name, Optional<LookUp<T>> lookUp, Call<T> call) throws Exception {
        Optional<Attempt> attempt = Attempt.of(exchange);
        if (attempt.isEmpty()) {
            return call.make(UUID.randomUUID().toString());
        }
        StepKey step = attempt.get().nextKey(exchange, name);
        if (OutsideOfRun.contains(exchange)) {
            // Nothing is remembered of it, but an attempt that comes here again comes with the same key.
            return call.make(EffectKey.of(attempt.get().claim().runId(), step));
        }
        return perform(attempt.get(), step, lookUp, call);
    }

    private static <T> T perform(Attempt attempt, StepKey step, Optional<LookUp<T>> lookUp, Call<T> call)
            throws Exception {
        String key = EffectKey.of(attempt.claim().runId(), step);
        boolean mayBeThere = attempt.effect(step)
                .filter(state -> state != EffectState.NOT_DONE)
                .isPresent();
        if (mayBeThere && lookUp.isPresent()) {
            Optional<T> found = lookUp.get().find(key);
            if (found.isPresent()) {
                attempt.settle(step, EffectState.DONE);
                return found.get();
            }
        }
        attempt.requireMayBegin();
        attempt.intend(step, lookUp.isPresent() ? EffectMode.LOOK_UP : EffectMode.KEYED, key);
        return make(attempt, step, key, call);
    }

    private static <T> T make(Attempt attempt, StepKey step, String key, Call<T> call) throws Exception {
        T made;
        try {
            made = call.make(key);
        } catch (Exception e) {
            if (EffectOutcome.isNotMade(e)) {
                attempt.settle(step, EffectState.NOT_DONE);
            }
            throw e;
        }
        attempt.settle(step, EffectState.DONE);
        return made;
    }
}
