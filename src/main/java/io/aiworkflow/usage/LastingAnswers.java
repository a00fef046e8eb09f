package io.aiworkflow.usage;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** Where answers are kept by their keys for as long as they count. */
interface LastingAnswers {
    Map<String, Kept> find(Collection<String> keys);

    void keep(Map<String, byte[]> answers);

    /**
     * An answer.
     *
     * @param left how long it counts yet
     */
    record Kept(byte[] answer, Duration left) {}
}
