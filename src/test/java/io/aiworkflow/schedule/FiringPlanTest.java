package io.aiworkflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FiringPlanTest {
    static final SchedulesProperties PROPERTIES = new SchedulesProperties(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            100,
            200,
            Duration.ofDays(90));

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final WorkflowDefinition WORKFLOW = new WorkflowDefinition(
            "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());

    @Test
    void whatIsDueIsFiredInTimeOrLate() {
        assertThat(plan("once", OverlapRule.SKIP, NOON, NOON.plusSeconds(10))).containsExactly("12:00 fired");
        assertThat(plan("once", OverlapRule.SKIP, NOON, NOON.plusSeconds(11)))
                .containsExactly("12:00 late (11 seconds late)");
        assertThat(plan("skip", OverlapRule.SKIP, NOON, NOON.plusSeconds(60)))
                .containsExactly("12:00 late (60 seconds late)");
    }

    @Test
    void missedTimesAreMadeUpForAsTheRuleSays() {
        Instant oneThirtyTwo = NOON.plus(Duration.ofMinutes(92));
        assertThat(plan("skip", OverlapRule.ALLOW, NOON, oneThirtyTwo))
                .containsExactly("12:00 missed 4 times until 13:30 (nothing fired it in time; the rule is 'skip')");
        assertThat(plan("once", OverlapRule.ALLOW, NOON, oneThirtyTwo))
                .containsExactly(
                        "12:00 missed 3 times until 13:00 (nothing fired it in time; the rule is 'once')",
                        "13:30 caught_up (planned 2 minutes ago)");
        assertThat(plan("all:3", OverlapRule.ALLOW, NOON, oneThirtyTwo))
                .containsExactly(
                        "12:00 missed (nothing fired it in time; the rule is 'all:3')",
                        "12:30 caught_up (planned 62 minutes ago)",
                        "13:00 caught_up (planned 32 minutes ago)",
                        "13:30 caught_up (planned 2 minutes ago)");
    }

    @Test
    void whatIsDueJustNowMakesUpForThoseBefore() {
        assertThat(plan("once", OverlapRule.ALLOW, NOON, NOON.plus(Duration.ofMinutes(60))))
                .containsExactly(
                        "12:00 missed 2 times until 12:30 (nothing fired it in time; the rule is 'once')",
                        "13:00 fired");
    }

    @Test
    void aBusyScheduleSkipsQueuesOrOverlaps() {
        assertThat(plan("once", OverlapRule.SKIP, true, 0))
                .containsExactly("12:00 skipped (the run before it has not ended)");
        assertThat(plan("once", OverlapRule.QUEUE, true, 0))
                .containsExactly("12:00 queued (it waits until the run before it has ended)");
        assertThat(plan("once", OverlapRule.QUEUE, false, 1))
                .as("others wait already")
                .containsExactly("12:00 queued (it waits until the run before it has ended)");
        assertThat(plan("once", OverlapRule.QUEUE, true, FiringPlan.MOST_QUEUED))
                .containsExactly("12:00 skipped (100 firings wait for the run before them already)");
        assertThat(plan("once", OverlapRule.ALLOW, true, 0)).containsExactly("12:00 fired");
    }

    @Test
    void theRunsOfOnePassOverlapToo() {
        Instant twelveThirtyTwo = NOON.plus(Duration.ofMinutes(32));
        assertThat(plan("all", OverlapRule.SKIP, NOON, twelveThirtyTwo))
                .containsExactly(
                        "12:00 caught_up (planned 32 minutes ago)", "12:30 skipped (the run before it has not ended)");
        assertThat(plan("all", OverlapRule.QUEUE, NOON, twelveThirtyTwo))
                .containsExactly(
                        "12:00 caught_up (planned 32 minutes ago)",
                        "12:30 queued (it waits until the run before it has ended)");
    }

    @Test
    void aRunThatCannotBeStartedIsRefusedWithTheReason() {
        Starts none = schedule -> {
            throw new PermanentException(ErrorCode.ACCOUNT_NOT_ACTIVE, "the account 'anna' is not active");
        };
        assertThat(FiringPlan.of(due("once", OverlapRule.SKIP, NOON, NOON, false, 0), none, PROPERTIES))
                .extracting(FiringPlanTest::text)
                .containsExactly("12:00 refused (the account 'anna' is not active)");
    }

    @Test
    void aLongOutageOfAQuickScheduleIsOneLine() {
        Schedule eachSecond = schedule(Timetable.every(Duration.ofSeconds(1), NOON), "all:2", OverlapRule.ALLOW, NOON);
        Instant later = NOON.plus(Duration.ofDays(400));
        List<Decision> decisions = FiringPlan.of(new DueSchedule(eachSecond, later, false, 0), starts(), PROPERTIES);

        assertThat(decisions.get(0).outcome()).isEqualTo(FiringOutcome.MISSED);
        assertThat(decisions.get(0).plannedAt()).isEqualTo(NOON);
        assertThat(decisions.get(0).times()).isGreaterThanOrEqualTo(10_000);
        assertThat(decisions.subList(1, 3)).allMatch(each -> each.outcome() == FiringOutcome.CAUGHT_UP);
        List<Instant> started = decisions.stream()
                .filter(each -> each.run() != null)
                .map(Decision::plannedAt)
                .toList();
        assertThat(started).doesNotHaveDuplicates().isSorted().hasSize(63).endsWith(later);
    }

    private static List<String> plan(String misfire, OverlapRule overlap, Instant next, Instant now) {
        return plan(due(misfire, overlap, next, now, false, 0));
    }

    private static List<String> plan(String misfire, OverlapRule overlap, boolean busy, int queued) {
        return plan(due(misfire, overlap, NOON, NOON, busy, queued));
    }

    private static List<String> plan(DueSchedule due) {
        return FiringPlan.of(due, starts(), PROPERTIES).stream()
                .map(FiringPlanTest::text)
                .toList();
    }

    private static DueSchedule due(
            String misfire, OverlapRule overlap, Instant next, Instant now, boolean busy, int queued) {
        Timetable halfHours = Timetable.every(Duration.ofMinutes(30), NOON);
        return new DueSchedule(schedule(halfHours, misfire, overlap, next), now, busy, queued);
    }

    static Schedule schedule(Timetable timetable, String misfire, OverlapRule overlap, Instant next) {
        return new Schedule(
                UUID.randomUUID(),
                "s",
                "anna",
                UserRole.USER,
                null,
                "w",
                JsonNodeFactory.instance.objectNode(),
                timetable,
                MisfireRule.of(misfire),
                overlap,
                false,
                next,
                false,
                NOON,
                NOON);
    }

    private static Starts starts() {
        return schedule -> NewRun.of(WORKFLOW, schedule.input(), Submitter.ENGINE, Optional.empty(), Optional.empty());
    }

    private static String text(Decision decision) {
        String times = decision.times() == 1
                ? ""
                : " %d times until %s".formatted(decision.times(), clock(decision.untilAt()));
        String reason = decision.reason() == null ? "" : " (" + decision.reason() + ")";
        return clock(decision.plannedAt()) + " " + decision.outcome().wireName() + times + reason;
    }

    private static String clock(Instant time) {
        return time.toString().substring(11, 16);
    }
}
