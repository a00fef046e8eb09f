package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UserRole;
import java.util.Optional;
import java.util.UUID;

/**
 * That a run that has failed or was cancelled shall be tried again.
 *
 * @param fromStart whether everything is done anew; an edited input implies it
 * @param currentVersion whether to change to the version that new runs use
 * @param input what takes the place of the input, if it was edited
 * @param by the role of whoever asks: the run goes on with no more rights than this
 */
public record RetryRequest(
        UUID run, boolean fromStart, boolean currentVersion, Optional<JsonNode> input, UserRole by) {}
