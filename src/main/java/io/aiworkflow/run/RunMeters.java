package io.aiworkflow.run;

import io.aiworkflow.platform.LabelValues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Counts what happens to runs and their steps in this process. Meters are looked up once for each workflow, because a
 * run must not pay for being counted.
 */
@Component
public final class RunMeters {
    private static final int MOST_WORKFLOWS = 500;
    private static final String WORKFLOW = "workflow";
    private static final String NO_CAUSE = "none";

    private final MeterRegistry registry;
    private final LabelValues workflows = new LabelValues(MOST_WORKFLOWS);
    private final Map<String, OfWorkflow> meters = new ConcurrentHashMap<>();
    private final Counter crashes;
    private final Counter staleWrites;

    public RunMeters(MeterRegistry registry) {
        this.registry = registry;
        this.crashes = Counter.builder("aiworkflow.crashes")
                .description("Runs that were taken from workers that died")
                .register(registry);
        this.staleWrites = Counter.builder("aiworkflow.stale.writes.refused")
                .description("Results that were dropped because the run had been taken from the worker")
                .register(registry);
    }

    /** A run was claimed so long after it was due. */
    public void claimed(String workflow, Duration waited) {
        of(workflow).wait.record(waited.isNegative() ? Duration.ZERO : waited);
    }

    public void succeeded(String workflow, Duration age) {
        OfWorkflow meter = of(workflow);
        meter.run.record(age);
        meter.completed.increment();
    }

    /** @param code of the error */
    public void failed(String workflow, String code, Duration age) {
        of(workflow).run.record(age);
        failed(workflow, code);
    }

    /** The same of a run whose age is not known here. */
    public void failed(String workflow, String code) {
        String name = workflows.of(workflow);
        String cause = code.toLowerCase(Locale.ROOT);
        ended(name, "failed", cause).increment();
        registry.counter("aiworkflow.dead.lettered", WORKFLOW, name, "cause", cause)
                .increment();
    }

    public void cancelled(String workflow) {
        ended(workflows.of(workflow), "cancelled", NO_CAUSE).increment();
    }

    /** A run, or a step of it, is tried again. */
    public void retried(String workflow) {
        of(workflow).retries.increment();
    }

    public void stepFinished(String workflow, Duration took) {
        OfWorkflow meter = of(workflow);
        meter.step.record(took);
        meter.stepsFinished.increment();
    }

    public void stepFailed(String workflow, Duration took) {
        OfWorkflow meter = of(workflow);
        meter.step.record(took);
        meter.stepsFailed.increment();
    }

    /** A step was not executed, since an earlier attempt has finished it. */
    public void stepReplayed(String workflow) {
        of(workflow).stepsReplayed.increment();
    }

    public void crashed(int runs) {
        crashes.increment(runs);
    }

    public void staleWriteRefused() {
        staleWrites.increment();
    }

    private OfWorkflow of(String workflow) {
        OfWorkflow known = meters.get(workflow);
        return known != null ? known : meters.computeIfAbsent(workflows.of(workflow), OfWorkflow::new);
    }

    private Counter ended(String workflow, String state, String cause) {
        return registry.counter("aiworkflow.runs", WORKFLOW, workflow, "state", state, "cause", cause);
    }

    /** The meters of one workflow. */
    private final class OfWorkflow {
        private final Timer run;
        private final Timer wait;
        private final Timer step;
        private final Counter completed;
        private final Counter retries;
        private final Counter stepsFinished;
        private final Counter stepsFailed;
        private final Counter stepsReplayed;

        OfWorkflow(String name) {
            run = timer("aiworkflow.run", "From the acceptance of a run to its end", name);
            wait = timer("aiworkflow.run.wait", "From when a run was due until a worker took it", name);
            step = timer("aiworkflow.step", "How long a step took", name);
            completed = ended(name, "completed", NO_CAUSE);
            retries = registry.counter("aiworkflow.retries", WORKFLOW, name);
            stepsFinished = steps(name, "finished");
            stepsFailed = steps(name, "failed");
            stepsReplayed = steps(name, "replayed");
        }

        private Counter steps(String name, String outcome) {
            return registry.counter("aiworkflow.steps", WORKFLOW, name, "outcome", outcome);
        }

        private Timer timer(String meter, String description, String name) {
            return Timer.builder(meter)
                    .description(description)
                    .tag(WORKFLOW, name)
                    .register(registry);
        }
    }
}
