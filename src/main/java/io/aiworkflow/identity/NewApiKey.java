package io.aiworkflow.identity;

import java.time.Duration;
import java.util.Set;

/**
 * What somebody wants an API key for.
 *
 * @param name tells people what it is used for
 * @param life up to 366 days
 */
public record NewApiKey(String name, Set<Scope> scopes, Duration life) {}
