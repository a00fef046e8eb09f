package io.aiworkflow.model;

import java.util.Collection;
import java.util.Map;

/** Keeps what models have answered, for a while and as far as there is room. It never fails: what it cannot find is not there. */
public interface AnswerCache {
    /** Keeps nothing. */
    AnswerCache NONE = new AnswerCache() {
        @Override
        public Map<String, byte[]> find(CallKind kind, Collection<String> keys) {
            return Map.of();
        }

        @Override
        public void keep(CallKind kind, Map<String, byte[]> answers) {
            // There is no room.
        }
    };

    /** Those of the keys that are known, with their answers. */
    Map<String, byte[]> find(CallKind kind, Collection<String> keys);

    /** @param answers by their keys, which are hashes of all that an answer depends on */
    void keep(CallKind kind, Map<String, byte[]> answers);
}
