package io.aiworkflow.trace;

import io.aiworkflow.failure.Redaction;
import io.aiworkflow.run.AttemptTrace;
import io.aiworkflow.run.JdbcRunTraces;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunWait;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepTrace;
import io.aiworkflow.run.WaitStore;
import io.aiworkflow.trace.RunTimeline.Attempt;
import io.aiworkflow.trace.RunTimeline.Call;
import io.aiworkflow.trace.RunTimeline.Entry;
import io.aiworkflow.trace.RunTimeline.Problem;
import io.aiworkflow.usage.RunCall;
import io.aiworkflow.usage.Usages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Puts together when what has happened to a run. Who may see it is for others to say. */
@Component
public class RunTimelines {
    private static final int MOST = 500;

    private final JdbcRunTraces traces;
    private final WaitStore waits;
    private final Usages usages;

    RunTimelines(JdbcRunTraces traces, WaitStore waits, Usages usages) {
        this.traces = traces;
        this.waits = waits;
        this.usages = usages;
    }

    public RunTimeline of(Run run) {
        List<StepTrace> steps = traces.steps(run.id(), MOST + 1, ShownJson.READ);
        List<RunCall> calls = usages.callsOfRun(run.id(), MOST + 1);
        List<AttemptTrace> attempts = traces.attempts(run.id(), MOST);
        long begun = traces.attemptsBegun(run.id());
        boolean more = steps.size() > MOST || calls.size() > MOST || attempts.size() == MOST && begun > MOST;
        return new RunTimeline(
                run.id(),
                run.workflow(),
                run.version(),
                run.state().wireName(),
                begun,
                run.crashes(),
                worker(attempts),
                ShownJson.of(run.input()),
                ShownJson.of(run.result()),
                attempts.stream().map(RunTimelines::attempt).toList(),
                entries(
                        run,
                        Stream.concat(first(steps).stream(), traces.runningSteps(run.id()).stream())
                                .toList(),
                        attempts,
                        first(calls),
                        waits.ofRun(run.id())),
                more);
    }

    private static <T> List<T> first(List<T> all) {
        return all.size() <= MOST ? all : all.subList(0, MOST);
    }

    /** Of the attempt that goes on; null when none does. */
    private static String worker(List<AttemptTrace> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.endedAt() == null)
                .findFirst()
                .map(AttemptTrace::host)
                .orElse(null);
    }

    static Attempt attempt(AttemptTrace attempt) {
        return new Attempt(
                attempt.number(),
                attempt.host(),
                attempt.readyAt(),
                attempt.readyAt() == null ? null : Math.max(0, millis(attempt.readyAt(), attempt.startedAt())),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.outcome(),
                attempt.errorCode());
    }

    static List<Entry> entries(
            Run run, List<StepTrace> steps, List<AttemptTrace> attempts, List<RunCall> calls, List<RunWait> waits) {
        Map<Long, String> hosts = new HashMap<>();
        attempts.forEach(attempt -> hosts.put(attempt.number(), attempt.host()));
        Map<StepKey, List<Call>> byStep = new LinkedHashMap<>();
        calls.forEach(
                call -> byStep.computeIfAbsent(new StepKey(call.step(), call.occurrence()), key -> new ArrayList<>())
                        .add(call(call)));
        List<Entry> entries = new ArrayList<>();
        entries.add(span("queued", null, null, run.createdAt(), run.startedAt()));
        String before = ShownJson.of(run.input());
        for (StepTrace step : steps) {
            entries.add(step(step, hosts.get(step.attempt()), before, byStep.remove(step.key())));
            before = step.output() == null ? before : ShownJson.ofStep(step.output());
        }
        byStep.forEach((key, left) -> left.forEach(call -> entries.add(model(key, call))));
        waits.forEach(wait -> entries.add(wait(wait)));
        if (run.finishedAt() != null) {
            entries.add(span("ended", null, run.state().wireName(), run.finishedAt(), run.finishedAt()));
        }
        entries.sort(Comparator.comparing(Entry::at));
        return List.copyOf(entries);
    }

    private static Entry span(String kind, String name, String state, Instant at, Instant until) {
        return new Entry(
                kind, name, null, state, at, until, millis(at, until), null, null, null, null, null, null, null, null);
    }

    private static Entry step(StepTrace step, String worker, String input, List<Call> calls) {
        return new Entry(
                "step",
                step.key().step(),
                orNull(step.key().occurrence()),
                step.goesOn() ? "running" : step.error() == null ? "succeeded" : "failed",
                step.startedAt(),
                step.finishedAt(),
                millis(step.startedAt(), step.finishedAt()),
                step.attempt(),
                worker,
                step.failures() == 0 ? null : step.failures(),
                input,
                ShownJson.ofStep(step.output()),
                problem(step.error()),
                null,
                calls);
    }

    private static Entry wait(RunWait wait) {
        Instant until = wait.decidedAt() != null ? wait.decidedAt() : wait.until();
        boolean open = wait.state() == RunWait.State.OPEN;
        return new Entry(
                wait.kind().wireName(),
                wait.key().step(),
                orNull(wait.key().occurrence()),
                wait.state().wireName(),
                wait.createdAt(),
                until,
                open ? null : millis(wait.createdAt(), until),
                null,
                null,
                null,
                null,
                ShownJson.of(wait.outcome()),
                null,
                wait.decidedBy(),
                null);
    }

    private static Entry model(StepKey key, Call call) {
        Instant began = call.endedAt().minusMillis(call.tookMs());
        return new Entry(
                "model",
                call.model(),
                orNull(key.occurrence()),
                null,
                began,
                call.endedAt(),
                call.tookMs(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(call));
    }

    private static Call call(RunCall call) {
        return new Call(
                call.kind(),
                call.model(),
                call.server(),
                call.endedAt(),
                call.promptTokens(),
                call.answerTokens(),
                call.waitedMs(),
                call.tookMs());
    }

    private static Problem problem(RunError error) {
        return error == null ? null : new Problem(error.code(), Redaction.clean(error.message()));
    }

    private static Long millis(Instant from, Instant until) {
        return until == null ? null : Duration.between(from, until).toMillis();
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
