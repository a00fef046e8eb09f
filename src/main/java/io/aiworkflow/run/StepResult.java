package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.StrictJson;
import java.time.Duration;

/**
 * What a finished step gave, as it is stored.
 *
 * @param output JSON
 * @param apart whether it is so large that it is kept apart from the journal, and read only when it is needed
 * @param effect whether the step has an outside effect, which is done with it
 */
public record StepResult(String output, boolean apart, boolean effect, Duration took) {
    /** The body of a result that somebody else than the step has told; the variables stay as they are. */
    public static final String KEEPS_VARIABLES = "keepsVariables";

    /** Of a step without an effect, kept in the journal itself. */
    static StepResult inline(JsonNode output, Duration took) {
        return new StepResult(StrictJson.write(output), false, false, took);
    }

    /** The output of a step of which only the body is known. */
    static String ofBody(JsonNode body) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.putObject("body").set("json", body);
        return StrictJson.write(output.put(KEEPS_VARIABLES, true));
    }
}
