package io.aiworkflow.usage;

import java.util.Collection;
import java.util.Map;

/** A place where answers are kept by their keys. */
interface AnswerStore {
    Map<String, byte[]> find(Collection<String> keys);

    void keep(Map<String, byte[]> answers);
}
