package io.aiworkflow.maintenance;

import java.util.Map;

/**
 * What a chore has done.
 *
 * @param done false when there was nothing to do it with, because it is not configured
 * @param summary one sentence for people
 * @param figures plain values that can be written as JSON
 */
record JobResult(boolean done, String summary, Map<String, Object> figures) {
    static JobResult of(String summary, Map<String, Object> figures) {
        return new JobResult(true, summary, figures);
    }
}
