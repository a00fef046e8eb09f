package io.aiworkflow.run;

import java.util.UUID;

/**
 * That a run shall end before its time.
 *
 * @param by who asks
 * @param reason why, or null
 */
public record CancelRequest(UUID run, String by, String reason) {}
