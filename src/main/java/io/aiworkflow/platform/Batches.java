package io.aiworkflow.platform;

import java.util.function.IntSupplier;

/** Work on very many rows in batches, each a transaction of its own, so that nobody waits long for one. */
public final class Batches {
    private Batches() {}

    /**
     * Repeats a batch until it is not full any more, or for so many times; what is then left is for the next time.
     *
     * @param size of a full batch
     * @param batch does one and tells how much that was
     * @return how much was done
     */
    public static long repeat(int size, int most, IntSupplier batch) {
        long all = 0;
        int done = size;
        for (int times = 0; done >= size && times < most; times++) {
            done = batch.getAsInt();
            all += done;
        }
        return all;
    }
}
