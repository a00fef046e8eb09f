package io.aiworkflow.worker;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.run.RunProgress;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.StepKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The bean {@code progress}, with which a step tells how far it is. Reports are for people who watch: they are written
 * a few times a second at most, and one that cannot be written does not make the step fail. Outside of runs they are
 * ignored.
 */
@Component("progress")
public class Progress implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int LONGEST_MESSAGE = 500;
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private final RunProgress store;
    private final ScheduledThreadPoolExecutor clock;

    Progress(RunProgress store) {
        this.store = store;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** @param percent how much of the step is done, from 0 to 100 */
    @OfferedToRoutes
    public void percent(Exchange exchange, double percent) {
        percent(exchange, percent, null);
    }

    /**
     * @param percent how much of the step is done, from 0 to 100
     * @param message what it is doing, cut after 500 characters; may be null
     */
    @OfferedToRoutes
    public void percent(Exchange exchange, double percent, String message) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED, "progress must be a number from 0 to 100, not " + percent);
        }
        report(exchange, BigDecimal.valueOf(percent).setScale(2, RoundingMode.DOWN), message);
    }

    /**
     * How much of a split is done.
     *
     * @param done how many parts, such as {@code ${exchangeProperty.CamelSplitIndex}}
     * @param all how many there are, such as {@code ${exchangeProperty.CamelSplitSize}}
     */
    @OfferedToRoutes
    public void parts(Exchange exchange, long done, long all) {
        if (done < 0 || all < 1 || done > all) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "progress in parts must be like 3 of 8, not %d of %d".formatted(done, all));
        }
        report(
                exchange,
                ALL.multiply(BigDecimal.valueOf(done)).divide(BigDecimal.valueOf(all), 2, RoundingMode.DOWN),
                "%d of %d".formatted(done, all));
    }

    /**
     * One more part of a split is done, which is a stretch of something longer, such as of the run.
     *
     * @param index which part, counted from 0, such as {@code ${exchangeProperty.CamelSplitIndex}}
     * @param all how many there are, such as {@code ${exchangeProperty.CamelSplitSize}}
     * @param from how much is done before the first part, from 0 to 100
     * @param to how much is done after the last part
     */
    @OfferedToRoutes
    public void partDone(Exchange exchange, long index, long all, double from, double to) {
        if (index < 0 || index >= all || !(from >= 0 && from <= to && to <= 100)) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "a part that is done must be like number 2 of 8, counted from 0, between 10 and 95, not %d of %d between %s and %s"
                            .formatted(index, all, from, to));
        }
        percent(exchange, from + (to - from) * (index + 1) / all, "%d of %d".formatted(index + 1, all));
    }

    /** Writes what was reported last outside of steps, now that the run is about to end: afterwards nothing is taken. */
    void flush(Attempt attempt) {
        flush(attempt, Place.NO_STEP);
    }

    /** Writes what the step has reported last, now that it has ended. */
    void flush(Attempt attempt, StepKey key) {
        attempt.pace(key).ifPresent(pace -> write(attempt, key, pace));
    }

    private void report(Exchange exchange, BigDecimal percent, String message) {
        Optional<Attempt> attempt = Attempt.journalledIn(exchange);
        if (attempt.isEmpty()) {
            return;
        }
        StepKey key = Attempt.stepAt(exchange);
        ProgressPace pace = attempt.get().pace(key, PAUSE);
        String shown = message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE);
        long wait = pace.offer(new ProgressPace.Report(percent, shown), System.nanoTime());
        if (wait == 0) {
            write(attempt.get(), key, pace);
        } else if (wait > 0) {
            clock.schedule(() -> write(attempt.get(), key, pace), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void write(Attempt attempt, StepKey key, ProgressPace pace) {
        Uninterrupted.run(() -> writeOneAtATime(attempt, key, pace));
    }

    /** For each step, so that an older report never replaces a newer one. */
    private void writeOneAtATime(Attempt attempt, StepKey key, ProgressPace pace) {
        try {
            synchronized (pace) {
                ProgressPace.Report report = pace.take(System.nanoTime());
                if (report != null) {
                    store.report(attempt.claim(), key, report.percent(), report.message());
                }
            }
        } catch (StaleClaim e) {
            // The step's own line in the journal will be refused too, and counted.
            LOG.debug("A report of progress came too late", e);
        } catch (DataAccessException e) {
            LOG.debug("Progress of run {} could not be written", attempt.claim().runId(), e);
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
