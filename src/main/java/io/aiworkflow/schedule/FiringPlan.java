package io.aiworkflow.schedule;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.workflow.OverlapRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what becomes of the planned times of one schedule that are due, by its rules. It writes nothing and looks at no
 * clock.
 */
final class FiringPlan {
    /** As many firings of one schedule wait for the run before them at most. */
    static final int MOST_QUEUED = 100;
    /** A schedule of each second has as many planned times that are not missed yet. */
    private static final int MOST_FRESH = 100;

    private final Schedule schedule;
    private final Instant now;
    private final Starts starts;
    private final SchedulesProperties properties;
    private final List<Decision> decisions = new ArrayList<>();
    private boolean busy;
    private int queued;

    private FiringPlan(DueSchedule due, Starts starts, SchedulesProperties properties) {
        this.schedule = due.schedule();
        this.now = due.now();
        this.queued = due.queued();
        // Those that wait already come first.
        this.busy = due.busy() || queued > 0 && schedule.overlap() == OverlapRule.QUEUE;
        this.starts = starts;
        this.properties = properties;
    }

    static List<Decision> of(DueSchedule due, Starts starts, SchedulesProperties properties) {
        FiringPlan plan = new FiringPlan(due, starts, properties);
        plan.decide();
        return plan.decisions;
    }

    private void decide() {
        int most = schedule.misfire().most() + MOST_FRESH;
        PlannedTimes due = PlannedTimes.of(schedule.timetable(), schedule.nextAt(), now, most);
        List<Instant> missed = due.latest().stream()
                .filter(time -> lateness(time).compareTo(properties.misfireAfter()) > 0)
                .toList();
        List<Instant> fresh = due.latest().subList(missed.size(), due.latest().size());
        // One run makes up for all that was missed; a firing that is due just now is one.
        int wanted = schedule.misfire().most() == 1 && !fresh.isEmpty()
                ? 0
                : schedule.misfire().most();
        int made = Math.min(wanted, missed.size());
        giveUp(due, missed.subList(0, missed.size() - made));
        for (Instant time : missed.subList(missed.size() - made, missed.size())) {
            fire(time, FiringOutcome.CAUGHT_UP, "planned %s ago".formatted(inWords(lateness(time))));
        }
        for (Instant time : fresh) {
            boolean late = lateness(time).compareTo(properties.lateAfter()) > 0;
            fire(
                    time,
                    late ? FiringOutcome.LATE : FiringOutcome.FIRED,
                    late ? inWords(lateness(time)) + " late" : null);
        }
    }

    /** One line for all that is not made up for. */
    private void giveUp(PlannedTimes due, List<Instant> missed) {
        int times = due.earlier() + missed.size();
        if (times == 0) {
            return;
        }
        Instant first = due.earlier() > 0 ? due.firstEarlier() : missed.get(0);
        Instant last = missed.isEmpty() ? null : missed.get(missed.size() - 1);
        String reason = "nothing fired it in time; the rule is '%s'"
                .formatted(schedule.misfire().text());
        decisions.add(new Decision(
                schedule.id(), first, FiringOutcome.MISSED, reason, times, times == 1 ? null : last, null));
    }

    private void fire(Instant time, FiringOutcome outcome, String reason) {
        if (busy && schedule.overlap() == OverlapRule.SKIP) {
            skip(time, "the run before it has not ended");
        } else if (busy && schedule.overlap() == OverlapRule.QUEUE) {
            queue(time);
        } else {
            start(time, outcome, reason);
        }
    }

    private void queue(Instant time) {
        if (queued >= MOST_QUEUED) {
            skip(time, "%d firings wait for the run before them already".formatted(queued));
        } else {
            queued++;
            decisions.add(Decision.without(
                    schedule, time, FiringOutcome.QUEUED, "it waits until the run before it has ended"));
        }
    }

    private void start(Instant time, FiringOutcome outcome, String reason) {
        try {
            decisions.add(Decision.start(schedule, time, outcome, reason, starts.of(schedule)));
            busy = schedule.overlap() != OverlapRule.ALLOW;
        } catch (EngineException e) {
            decisions.add(Decision.without(schedule, time, FiringOutcome.REFUSED, e.getMessage()));
        }
    }

    private void skip(Instant time, String reason) {
        decisions.add(Decision.without(schedule, time, FiringOutcome.SKIPPED, reason));
    }

    private Duration lateness(Instant time) {
        return Duration.between(time, now);
    }

    /** In the largest unit that fits. */
    static String inWords(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        if (duration.toHours() > 1) {
            return duration.toHours() + " hours";
        }
        return duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
    }
}
