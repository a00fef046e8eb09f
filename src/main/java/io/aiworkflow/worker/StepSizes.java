package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.run.StepResult;
import java.time.Duration;

/**
 * How large the output of a step may be, in bytes of JSON.
 *
 * @param inline up to this size it is kept in the journal itself
 * @param most a larger one is refused
 */
record StepSizes(long inline, long most) {
    static StepSizes of(WorkerProperties properties) {
        return new StepSizes(
                properties.inlineStepOutput().toBytes(),
                properties.maxStepOutput().toBytes());
    }

    /** @throws MessageValues.NotStorable when the output is too large */
    StepResult result(ObjectNode output, boolean effect, Duration took) {
        String json = StrictJson.write(output);
        long size = MessageValues.requireSize(json, most);
        return new StepResult(json, size > inline, effect, took);
    }
}
