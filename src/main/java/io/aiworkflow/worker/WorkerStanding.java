package io.aiworkflow.worker;

import io.aiworkflow.run.SuspectDuty;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Whether this process may begin work for runs at this moment, and what went wrong in it so far. */
@Component
class WorkerStanding {
    private final AtomicLong staleWrites = new AtomicLong();
    private final AtomicInteger stuck = new AtomicInteger();
    private volatile long leaseEnds = System.nanoTime();
    private volatile boolean draining;
    private volatile SuspectDuty suspectDuty = SuspectDuty.NONE;

    /** The lease holds until this moment of {@link System#nanoTime}. */
    void renewed(long until) {
        leaseEnds = until;
    }

    /** Whether others still believe this worker alive, as far as it can tell by its own clock. */
    boolean isLeaseValid() {
        return leaseEnds - System.nanoTime() > 0;
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Why no further step may be begun, if so. */
    Optional<StopReason> hindrance() {
        if (!isLeaseValid()) {
            return Optional.of(StopReason.LEASE_LOST);
        }
        return draining ? Optional.of(StopReason.DRAINED) : Optional.empty();
    }

    void suspectDuty(SuspectDuty duty) {
        suspectDuty = duty;
    }

    /** What there was to do about suspects at the last look. */
    SuspectDuty suspectDuty() {
        return suspectDuty;
    }

    void staleWrite() {
        staleWrites.incrementAndGet();
    }

    long staleWrites() {
        return staleWrites.get();
    }

    void stuck(int more) {
        stuck.addAndGet(more);
    }

    int stuck() {
        return stuck.get();
    }
}
