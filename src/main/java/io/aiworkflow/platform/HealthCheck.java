package io.aiworkflow.platform;

/**
 * Tells whether one part of the engine, or one system that it uses, works at this moment. Modules offer theirs as beans.
 * A check may block; whoever asks sets the time limit.
 */
public interface HealthCheck {
    /** The name of the part in answers, for example {@code database}. */
    String part();

    /** Whether the engine as a whole is unavailable without this part. */
    default boolean needed() {
        return true;
    }

    /** Whether looking costs others something, so that nobody looks only to have a figure. */
    default boolean costly() {
        return false;
    }

    /** The state now. An exception counts as unavailable; its message is not shown to callers. */
    Finding check() throws Exception;

    /**
     * What a check found.
     *
     * @param ok whether the part works
     * @param detail one sentence for operators without secrets, or null
     */
    record Finding(boolean ok, String detail) {
        public static Finding working() {
            return new Finding(true, null);
        }

        public static Finding working(String detail) {
            return new Finding(true, detail);
        }

        public static Finding failing(String detail) {
            return new Finding(false, detail);
        }
    }
}
