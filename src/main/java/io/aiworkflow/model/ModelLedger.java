package io.aiworkflow.model;

import java.time.Duration;

/** Keeps account of the calls to models, and refuses those for which nothing is left. Answers from the cache are none. */
public interface ModelLedger {
    /** Keeps nothing and refuses nothing. */
    ModelLedger NONE = new ModelLedger() {
        @Override
        public void admit(CallOrigin origin) {
            // Everybody may.
        }

        @Override
        public void made(ModelCall call) {
            // Nobody wants to know.
        }

        @Override
        public void failed(CallKind kind, String model, RuntimeException failure) {
            // Nobody wants to know.
        }
    };

    /** @throws io.aiworkflow.failure.EngineException when a budget that the call would be paid from is spent */
    void admit(CallOrigin origin);

    /** The first piece of an answer has come, so long after the call had its place. */
    default void begun(String model, Duration took) {
        // Nobody wants to know.
    }

    /** Does not fail: the answer is there and must not be lost. */
    void made(ModelCall call);

    /** @param model what the caller has written, whether there is such a model or not */
    void failed(CallKind kind, String model, RuntimeException failure);
}
