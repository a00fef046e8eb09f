package io.aiworkflow.model;

/**
 * What is done when a call cannot be made as it stands.
 *
 * @param onOverflow what becomes of a conversation that is too long
 * @param largerModel who is asked then, for {@link OnOverflow#LARGER_MODEL}; else null
 * @param fallbackModel who answers when the model or its server is not there or fails; null for nobody
 * @param streamed whether the answer is asked for piece by piece. Without it nothing is known before the whole answer is
 *     there, so only the time in all bounds the wait
 * @param cached whether an answer to the same question may be taken from the cache, and this one kept there
 */
public record CallPolicy(
        OnOverflow onOverflow, String largerModel, String fallbackModel, boolean streamed, boolean cached) {
    /** Refuses what is too long and asks nobody else. */
    public static final CallPolicy USUAL = new CallPolicy(OnOverflow.REFUSE, null, null, true);

    /** Without the cache. */
    public CallPolicy(OnOverflow onOverflow, String largerModel, String fallbackModel, boolean streamed) {
        this(onOverflow, largerModel, fallbackModel, streamed, false);
    }

    public CallPolicy {
        if ((onOverflow == OnOverflow.LARGER_MODEL) != (largerModel != null)) {
            throw new IllegalArgumentException("onOverflow: larger-model and largerModel belong together");
        }
    }
}
