package io.aiworkflow.platform.edge;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * How much of a body is taken.
 *
 * @param size more is refused with 413
 * @param time after which the caller has its answer at the latest; a body that takes longer is refused with 408
 */
public record BodyLimits(DataSize size, Duration time) {}
