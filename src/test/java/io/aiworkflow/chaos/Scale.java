package io.aiworkflow.chaos;

import java.util.Random;

/**
 * How much is done.
 *
 * @param full whether all of it; else a quarter, and at least three of anything
 * @param seed of everything random
 */
record Scale(boolean full, long seed) {
    int of(int count) {
        return full ? count : Math.max(Math.min(count, 3), count / 4);
    }

    Random random() {
        return new Random(seed);
    }

    @Override
    public String toString() {
        return full ? "full" : "quarter";
    }
}
