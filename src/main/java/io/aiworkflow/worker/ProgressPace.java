package io.aiworkflow.worker;

import java.math.BigDecimal;
import java.time.Duration;

/** Holds back the reports of one step so that they are written at a bounded rate, and the last one always is. */
final class ProgressPace {
    /** One report; null as message means none. */
    record Report(BigDecimal percent, String message) {}

    private final long pause;
    private long lastWritten;
    private boolean written;
    private Report waiting;

    ProgressPace(Duration pause) {
        this.pause = pause.toNanos();
    }

    /**
     * Takes a report, which replaces one that waits.
     *
     * @return how long it has to wait in nanoseconds; 0 if it may be written now, -1 if somebody waits for its turn already
     */
    synchronized long offer(Report report, long now) {
        boolean scheduled = waiting != null;
        waiting = report;
        if (scheduled) {
            return -1;
        }
        return written ? Math.max(0, lastWritten + pause - now) : 0;
    }

    /** The report to be written now, or null if somebody else has written it. */
    synchronized Report take(long now) {
        Report report = waiting;
        waiting = null;
        if (report != null) {
            lastWritten = now;
            written = true;
        }
        return report;
    }
}
