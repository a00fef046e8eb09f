package io.aiworkflow.worker;

import io.aiworkflow.run.Claim;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run that this process has in hand, and the way to stop its attempt. */
final class HeldRun {
    private final Claim claim;
    private final StopSignal signal = new StopSignal();
    private final Runnable freeSlot;
    private final AtomicBoolean slotFreed = new AtomicBoolean();

    /** @param freeSlot makes room for another run; called once */
    HeldRun(Claim claim, Runnable freeSlot) {
        this.claim = claim;
        this.freeSlot = freeSlot;
    }

    Claim claim() {
        return claim;
    }

    StopSignal signal() {
        return signal;
    }

    /** @return whether the slot was still taken */
    boolean freeSlot() {
        boolean first = slotFreed.compareAndSet(false, true);
        if (first) {
            freeSlot.run();
        }
        return first;
    }
}
