package io.aiworkflow.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a call stands that waits for a place.
 *
 * @param position 1 for the next one
 * @param forecast how long it may still take, by how long calls of this model took lately; empty when none has ended yet
 */
public record QueuePlace(int position, Optional<Duration> forecast) {}
