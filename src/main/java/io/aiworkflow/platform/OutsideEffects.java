package io.aiworkflow.platform;

import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * For connectors whose calls change something outside: makes such an effect once, whatever is killed meanwhile. What is
 * about to be done is written down before it is done; if nobody knows afterwards whether it was, the other side is asked.
 * It does not store what the call returns: call it within a {@code step}.
 */
public interface OutsideEffects {
    /**
     * Makes an effect that the other side can find again.
     *
     * @param exchange tells which run, step and occurrence the effect belongs to
     * @param name what it is called in the list of effects, for example {@code gmail-send}; several calls with the same
     *     name in a step are told apart by their order
     * @param lookUp finds what an earlier try has made
     * @return what was found or made
     */
    <T> T perform(Exchange exchange, String name, LookUp<T> lookUp, Call<T> call) throws Exception;

    /** Makes an effect that the other side makes only once for each key. */
    <T> T performKeyed(Exchange exchange, String name, Call<T> call) throws Exception;

    /** Makes the effect, marked with the key. */
    @FunctionalInterface
    interface Call<T> {
        /**
         * @param key letters, digits and hyphens; the same in each try
         * @throws Exception one that implements {@link io.aiworkflow.failure.EffectNotMade}, or that says so in another
         *     known way, if nothing was done
         */
        T make(String key) throws Exception;
    }

    /** Looks for the effect with the key. */
    @FunctionalInterface
    interface LookUp<T> {
        /** @return empty when it was not made */
        Optional<T> find(String key) throws Exception;
    }
}
