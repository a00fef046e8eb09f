package io.aiworkflow.usage;

import io.aiworkflow.usage.LastingAnswers.Kept;
import java.util.Collection;
import java.util.Map;

/** A quick place in front of the lasting one. It holds an answer for no longer than that counts. */
interface QuickAnswers {
    Map<String, byte[]> find(Collection<String> keys);

    void keep(Map<String, Kept> answers);
}
