package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * How a wait has ended, which never changes any more.
 *
 * @param outcome what was decided or sent, null when its time was over before
 * @param by who decided, null if nobody did
 */
public record ResolvedWait(JsonNode outcome, String by, Instant at) {}
