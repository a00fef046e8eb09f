package io.aiworkflow.model;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a call may take.
 *
 * @param firstByte from the request to the first line of the answer
 * @param load the same while the server still loads the model
 * @param idle between two lines of an answer that has begun
 * @param total from the request to the end
 * @param stillLoading asked once, when {@code firstByte} is over
 */
record Deadlines(Duration firstByte, Duration load, Duration idle, Duration total, BooleanSupplier stillLoading) {
    /** One limit for everything, for what takes no model to answer. */
    static Deadlines all(Duration limit) {
        return new Deadlines(limit, limit, limit, limit, () -> false);
    }

    /** For an answer that comes in one piece: it is late when the time in all is over, and not before. */
    static Deadlines whole(Duration total) {
        Duration later = total.plusSeconds(1);
        return new Deadlines(later, later, later, total, () -> false);
    }
}
