package io.aiworkflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each planned time is dealt with once, whoever fires, however their clocks go, and over restarts. */
class ScheduleFiringIT extends OnScheduleRig {
    @Test
    void aThousandDueInTheSameSecondAreFiredOnceEachOverARestart() throws Exception {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        rig.database.sql("""
                        insert into schedule (id, name, source, owner, role, workflow, input, kind, spec, anchor, misfire, overlap,
                                              next_at)
                        select gen_random_uuid(), 's-' || n, 'api', 'anna', 'user', 'w', '{}', 'every', 'PT1H', :at::timestamptz,
                               'once', 'skip', :at::timestamptz
                          from generate_series(1, 1000) n""").param("at", planned.toString()).update();
        ExecutorService processes = Executors.newFixedThreadPool(3);
        // One process ends in the midst of it, with its transaction open.
        rig.transaction.executeWithoutResult(status -> {
            rig.pass().fireDue();
            status.setRollbackOnly();
        });
        assertThat(rig.count("select count(*) from schedule_firing")).isZero();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FiringPass pass = rig.pass();
            others.add(processes.submit(() -> fireAll(pass)));
        }
        for (Future<?> other : others) {
            other.get(60, TimeUnit.SECONDS);
        }
        processes.shutdown();
        fireAll(rig.pass());

        assertThat(rig.count("select count(*) from schedule_firing where outcome in ('fired', 'late')"))
                .isEqualTo(1000);
        assertThat(rig.count("select count(distinct schedule_id) from schedule_firing"))
                .isEqualTo(1000);
        assertThat(rig.count("select count(*) from run")).isEqualTo(1000);
        assertThat(rig.count("select count(*) from run r join schedule_firing f on f.run_id = r.id"))
                .isEqualTo(1000);
        assertThat(rig.count("select count(*) from schedule where next_at <= now()"))
                .isZero();
    }

    /** Two processes whose clocks are twenty minutes apart, one of which is restarted. */
    @Test
    void clocksThatGoWrongAndRestartsLoseAndDoubleNothing() throws Exception {
        Instant first = EACH_SECOND.after(rig.store.now()).orElseThrow();
        UUID id = rig.insert("each-second", EACH_SECOND, OverlapRule.ALLOW, first);
        Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
        FiringLoop one = rig.loop(fast, Duration.ofSeconds(1));
        FiringLoop two = rig.loop(slow, Duration.ofSeconds(1));
        one.start();
        two.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> rig.firings(id).size() >= 3);
        one.stop();
        await().atMost(Duration.ofSeconds(60)).until(() -> rig.firings(id).size() >= 6);
        two.stop();
        FiringLoop restarted = rig.loop(fast, Duration.ofSeconds(1));
        restarted.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> rig.firings(id).size() >= 9);
        restarted.stop();

        List<Firing> firings = rig.firings(id);
        for (int i = 0; i < firings.size(); i++) {
            Firing firing = firings.get(firings.size() - 1 - i);
            assertThat(firing.plannedAt()).isEqualTo(first.plusSeconds(i));
            assertThat(firing.decidedAt()).as("not early").isAfterOrEqualTo(firing.plannedAt());
            assertThat(firing.run()).isNotNull();
        }
        assertThat(rig.count("select count(*) from run")).isEqualTo(firings.size());
    }

    @Test
    void quartzWakesAtThePlannedTime() {
        // Nobody looks again for an hour.
        FiringLoop loop = rig.loop(Clock.systemUTC(), Duration.ofHours(1));
        Instant moment = rig.store.now().plusSeconds(3);
        UUID id = rig.insert("once", Timetable.at(moment), OverlapRule.SKIP, moment);
        loop.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !rig.firings(id).isEmpty());
        loop.stop();

        assertThat(rig.firings(id))
                .singleElement()
                .satisfies(firing -> assertThat(firing.decidedAt()).isAfterOrEqualTo(firing.plannedAt()));
        assertThat(rig.found("once").orElseThrow().nextAt())
                .as("no further time")
                .isNull();
        assertThat(rig.count("select count(*) from qrtz_job_details where job_class_name = '%s'"
                        .formatted(FireDue.class.getName())))
                .isEqualTo(1);
    }

    @Test
    void aTimeThatWasDealtWithIsNotFiredAgainWhenItIsPlannedAgain() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID id = rig.insert("s", EACH_HOUR, OverlapRule.ALLOW, planned);
        fireAll(rig.pass());
        rig.database
                .sql("update schedule set next_at = :at::timestamptz")
                .param("at", planned.toString())
                .update();
        fireAll(rig.pass());

        assertThat(rig.firings(id)).hasSize(1);
        assertThat(rig.count("select count(*) from run")).isEqualTo(1);
        assertThat(rig.registry
                        .counter("aiworkflow.schedule.firings", "outcome", "fired")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aQueuedFiringStartsWhenTheRunBeforeItHasEnded() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2);
        UUID id = rig.insert("s", EACH_SECOND, OverlapRule.QUEUE, planned);
        FiringPass pass = rig.pass();
        pass.fireDue();
        rig.database.sql("update schedule set next_at = null").update();
        List<Firing> before = rig.firings(id);
        assertThat(before.get(before.size() - 1).run()).isNotNull();
        assertThat(before.subList(0, before.size() - 1))
                .isNotEmpty()
                .allMatch(each -> each.outcome().equals("queued"));

        pass.fireQueued();
        assertThat(rig.count("select count(*) from run"))
                .as("the first has not ended")
                .isEqualTo(1);
        rig.database
                .sql("update run set state = 'cancelled', finished_at = now()")
                .update();
        pass.fireQueued();
        pass.fireQueued();

        assertThat(rig.count("select count(*) from run")).isEqualTo(2);
        Firing second = rig.firings(id).get(before.size() - 2);
        assertThat(second.outcome()).isEqualTo("late");
        assertThat(second.run()).isNotNull();
    }

    @Test
    void onePassIsBoundedWhenMuchIsMadeUpFor() {
        Instant now = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        Timetable eachMinute = Timetable.every(Duration.ofMinutes(1), Instant.EPOCH);
        for (int i = 0; i < 8; i++) {
            rig.insert("s-" + i, eachMinute, OverlapRule.ALLOW, now.minus(Duration.ofHours(12)));
        }
        FiringPass pass = rig.pass();
        assertThat(pass.fireDue()).as("there is more").isTrue();
        assertThat(rig.count("select count(*) from run")).isBetween(500, 700);
        assertThat(rig.count("select count(*) from schedule where next_at <= now()"))
                .isBetween(3, 4);
        fireAll(pass);
        assertThat(rig.count("select count(*) from schedule where next_at <= now() - interval '1 minute'"))
                .isZero();
        assertThat(rig.count("select count(distinct schedule_id) from schedule_firing where run_id is not null"))
                .isEqualTo(8);
    }

    @Test
    void aChangeOfRulesLeavesTheNextPlannedTimeAlone() {
        Instant planned = Instant.parse("2040-01-01T00:00:00Z");
        UUID id = rig.insert("s", EACH_HOUR, OverlapRule.ALLOW, planned);
        Instant stale = Instant.parse("2039-01-01T00:00:00Z");
        rig.store.update(id, rig.newSchedule("s", EACH_HOUR, OverlapRule.SKIP, stale));
        assertThat(rig.found("s").orElseThrow())
                .matches(each -> each.nextAt().equals(planned) && each.overlap() == OverlapRule.SKIP);

        rig.store.update(id, rig.newSchedule("s", EACH_SECOND, OverlapRule.SKIP, stale));
        assertThat(rig.found("s").orElseThrow().nextAt()).isEqualTo(stale);
    }
}
