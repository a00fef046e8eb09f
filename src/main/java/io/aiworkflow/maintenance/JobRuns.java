package io.aiworkflow.maintenance;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.Redaction;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.platform.Work;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.platform.WorkOrigin.Stop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What every execution of a chore has in common: it is left out while the chore is paused, measured, and its outcome is
 * kept where operators and meters find it. It is the run's own business to try again.
 */
@Component
class JobRuns {
    static final String BY_HAND = "byHand";

    private static final Logger LOG = LoggerFactory.getLogger(JobRuns.class);
    private static final int LONGEST_ERROR = 2000;
    private static final String OUT_OF_TIME =
            "it took longer than the timeout of its workflow, and what was not done by then was left";

    private final JdbcJobs jobs;
    private final WorkOrigin origin;
    private final MeterRegistry meters;

    JobRuns(JdbcJobs jobs, WorkOrigin origin, MeterRegistry meters) {
        this.jobs = jobs;
        this.origin = origin;
        this.meters = meters;
    }

    /** @return what the run gives: {@code done}, {@code summary} and the figures */
    Map<String, Object> measured(Exchange exchange, Chore chore) throws Exception {
        Work run = origin.of(exchange);
        String job = JobName.ofWorkflow(run.workflow());
        Optional<JobState> state = jobs.find(job);
        if (state.map(JobState::isPaused).orElse(false) && !isByHand(exchange)) {
            String summary = "It is paused by %s.".formatted(state.get().pausedBy());
            return result(new JobResult(false, summary, Map.of()));
        }
        jobs.started(job, run.run().orElse(null));
        long begin = System.nanoTime();
        try {
            JobResult done = work(job, chore);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            jobs.succeeded(job, took, done);
            LOG.info("Maintenance job {} took {} ms: {}", job, took.toMillis(), done.summary());
            return result(done);
        } catch (Exception | Error e) {
            Optional<Stop> stop = origin.stop(exchange);
            if (isFailure(e, stop)) {
                String error = stop.isPresent() ? OUT_OF_TIME : error(e);
                failed(job, Duration.ofNanos(System.nanoTime() - begin), error, e);
            }
            throw e;
        } finally {
            Timer.builder("aiworkflow.maintenance")
                    .description("How long executions of maintenance jobs took")
                    .tag("job", job)
                    .register(meters)
                    .record(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static JobResult work(String job, Chore chore) throws Exception {
        JobWork work = new JobWork(job);
        JobResult done = chore.work(work);
        if (!work.failures().isEmpty()) {
            throw new JobFailed(String.join("; ", work.failures()));
        }
        return done;
    }

    /** One that a worker gives back is done by the next one; one that was too slow has failed, whatever it threw. */
    private static boolean isFailure(Throwable thrown, Optional<Stop> stop) {
        return stop.map(Stop.OUT_OF_TIME::equals).orElse(!(thrown instanceof InterruptedException));
    }

    private static String error(Throwable failure) {
        return failure instanceof EngineException ? failure.getMessage() : JobWork.reason(failure);
    }

    private void failed(String job, Duration took, String error, Throwable failure) {
        Counter.builder("aiworkflow.maintenance.failures")
                .description("Executions of maintenance jobs that failed")
                .tag("job", job)
                .register(meters)
                .increment();
        String shown = Redaction.clean(String.valueOf(error));
        String kept = shown.substring(0, Math.min(shown.length(), LONGEST_ERROR));
        try {
            Uninterrupted.run(() -> jobs.failed(job, took, kept));
        } catch (RuntimeException e) {
            // The failure itself is more telling than that it cannot be written down.
            failure.addSuppressed(e);
        }
        LOG.warn("Maintenance job {} failed after {} ms: {}", job, took.toMillis(), shown);
    }

    private static boolean isByHand(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Map<?, ?> input && Boolean.TRUE.equals(input.get(BY_HAND));
    }

    private static Map<String, Object> result(JobResult done) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("done", done.done());
        result.put("summary", done.summary());
        result.putAll(done.figures());
        return result;
    }

    /** What is measured. */
    interface Chore {
        JobResult work(JobWork work) throws Exception;
    }
}
