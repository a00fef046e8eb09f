package io.aiworkflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each planned time is dealt with once, whoever fires, however their clocks go, and over restarts. */
class ScheduleFiringIT {
    private static final Timetable EACH_SECOND = Timetable.cron("* * * * * ?", ZoneOffset.UTC);
    private static final Timetable EACH_HOUR = Timetable.every(Duration.ofHours(1), Instant.EPOCH);

    private ScheduleRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new ScheduleRig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

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
        assertThat(rig.store.find("once").orElseThrow().nextAt())
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
    void oneQueuedFiringThatCannotBeStartedDoesNotKeepOthersFromStarting() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID broken = rig.insertQueued("broken", planned);
        UUID sound = rig.insertQueued("sound", planned);
        rig.pass(schedule -> {
                    if (schedule.name().equals("broken")) {
                        throw new IllegalStateException("a fault of the engine");
                    }
                    return rig.newRun(schedule);
                })
                .fireQueued();

        assertThat(rig.firings(sound).get(0).run()).isNotNull();
        assertThat(rig.firings(broken).get(0).outcome()).isEqualTo("skipped");
        assertThat(rig.firings(broken).get(0).reason()).isEqualTo("the engine failed; its log says why");
    }

    @Test
    void aQueuedFiringOfAWorkflowThatIsNotLoadedIsLeftToOthersForAWhile() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID id = rig.insertQueued("s", planned);
        rig.database.sql("update schedule set workflow = 'elsewhere'").update();
        rig.pass().fireQueued();
        assertThat(rig.firings(id).get(0).outcome()).isEqualTo("queued");

        rig.database
                .sql("update schedule_firing set decided_at = now() - interval '10 minutes'")
                .update();
        UUID before = rig.insert("before", EACH_HOUR, OverlapRule.ALLOW, planned);
        fireAll(rig.pass());
        rig.database
                .sql("update run set state = 'cancelled', finished_at = now()")
                .update();
        rig.database.sql("""
                        update schedule_firing f
                           set schedule_id = :id, planned_at = f.planned_at - interval '1 hour'
                         where schedule_id = :before""").param("id", id).param("before", before).update();
        rig.pass().fireQueued();
        assertThat(rig.firings(id).get(0).outcome())
                .as("the run before it has just ended")
                .isEqualTo("queued");

        rig.database
                .sql("update run set finished_at = now() - interval '10 minutes'")
                .update();
        rig.pass().fireQueued();
        assertThat(rig.firings(id).get(0).outcome()).isEqualTo("skipped");
    }

    @Test
    void whatThisProcessCannotReadIsLeftOut() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID zone = rig.insert("a-zone", EACH_SECOND, OverlapRule.ALLOW, planned);
        UUID rule = rig.insert("b-rule", EACH_HOUR, OverlapRule.ALLOW, planned);
        UUID queued = rig.insertQueued("c-queued", planned);
        UUID sound = rig.insert("d-sound", EACH_HOUR, OverlapRule.ALLOW, planned);
        UUID waiting = rig.insertQueued("e-waiting", planned);
        rig.database
                .sql("update schedule set zone = 'Mars/Olympus' where name = 'a-zone'")
                .update();
        rig.database
                .sql("update schedule set misfire = 'perhaps' where name in ('b-rule', 'c-queued')")
                .update();
        for (int i = 0; i < 2; i++) {
            fireAll(rig.pass());
            rig.pass().fireQueued();
        }

        assertThat(rig.firings(sound).get(0).outcome()).isEqualTo("fired");
        assertThat(rig.firings(waiting).get(0).outcome()).isEqualTo("late");
        assertThat(rig.firings(zone)).isEmpty();
        assertThat(rig.firings(rule)).isEmpty();
        assertThat(rig.firings(queued).get(0).outcome()).isEqualTo("queued");
        assertThat(rig.count("select count(*) from schedule where next_at <= now()"))
                .as("they stay due")
                .isEqualTo(2);
        assertThat(rig.store.list(Optional.empty(), Optional.empty(), 1))
                .as("a full page, though those before it cannot be read")
                .extracting(each -> each.schedule().name())
                .containsExactly("d-sound");

        rig.database
                .sql("update schedule set zone = 'Europe/Berlin', updated_at = clock_timestamp() where name = 'a-zone'")
                .update();
        fireAll(rig.pass());
        assertThat(rig.firings(zone)).as("somebody has mended it").isNotEmpty();
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
        assertThat(rig.store.find("s").orElseThrow())
                .matches(each -> each.nextAt().equals(planned) && each.overlap() == OverlapRule.SKIP);

        rig.store.update(id, rig.newSchedule("s", EACH_SECOND, OverlapRule.SKIP, stale));
        assertThat(rig.store.find("s").orElseThrow().nextAt()).isEqualTo(stale);
    }

    @Test
    void anErrorDoesNotEndTheLoop() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID id = rig.insert("s", EACH_HOUR, OverlapRule.ALLOW, planned);
        AtomicInteger failures = new AtomicInteger();
        FiringLoop loop = rig.loop(
                rig.pass(schedule -> {
                    if (failures.getAndIncrement() < 2) {
                        throw new StackOverflowError();
                    }
                    return rig.newRun(schedule);
                }),
                rig.declared(System::nanoTime));
        loop.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !rig.firings(id).isEmpty());
        loop.stop();

        assertThat(failures).hasValue(3);
    }

    @Test
    void oneScheduleThatCannotBePlannedDoesNotKeepOthersFromFiring() {
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        UUID broken = rig.insert("broken", EACH_HOUR, OverlapRule.ALLOW, planned);
        UUID refused = rig.insert("refused", EACH_HOUR, OverlapRule.ALLOW, planned);
        UUID sound = rig.insert("sound", EACH_HOUR, OverlapRule.ALLOW, planned);
        fireAll(rig.pass(schedule -> switch (schedule.name()) {
            case "broken" -> throw new IllegalStateException("a fault of the engine");
            case "refused" -> throw new PermanentException(ErrorCode.FORBIDDEN, "not for you");
            default -> rig.newRun(schedule);
        }));

        assertThat(rig.firings(sound).get(0).outcome()).isEqualTo("fired");
        assertThat(rig.firings(refused).get(0).reason()).isEqualTo("not for you");
        assertThat(rig.firings(broken).get(0).outcome()).isEqualTo("skipped");
        assertThat(rig.firings(broken).get(0).reason()).doesNotContain("fault");
    }

    @Test
    void whatNobodyFiresRaisesTheAlarm() {
        ScheduleWatch watch =
                new ScheduleWatch(new JdbcScheduleCounts(rig.database, FiringPlanTest.PROPERTIES), rig.meters);
        Instant now = rig.store.now();
        rig.insert("forgotten", EACH_HOUR, OverlapRule.ALLOW, now.minusSeconds(121));
        rig.insert("just-due", EACH_HOUR, OverlapRule.ALLOW, now.minusSeconds(30));
        watch.work();

        assertThat(watch.check().ok()).isFalse();
        assertThat(watch.check().detail()).isEqualTo("overdue: forgotten");
        assertThat(rig.registry.get("aiworkflow.schedules.overdue").gauge().value())
                .isEqualTo(1);
        assertThat(rig.registry
                        .get("aiworkflow.schedules")
                        .tag("state", "active")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(rig.store.find("forgotten").orElseThrow().overdue()).isTrue();
        assertThat(rig.store.find("just-due").orElseThrow().overdue()).isFalse();

        fireAll(rig.pass());
        watch.work();
        assertThat(watch.check().ok()).isTrue();
        assertThat(rig.registry.get("aiworkflow.schedules.overdue").gauge().value())
                .isZero();
    }

    @Test
    void theScheduleOfAFileComesAndGoesWithIt() throws Exception {
        String uri = "workflow:nightly?schedule=0+0+3+*+*+?&scheduleZone=Europe/Berlin&scheduleMisfire=all:5";
        rig.add(uri);
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        Schedule schedule = rig.store.find("nightly").orElseThrow();
        assertThat(schedule.timetable()).hasToString("0 0 3 * * ? in Europe/Berlin");
        assertThat(schedule.misfire().text()).isEqualTo("all:5");
        assertThat(schedule.overlap()).isEqualTo(OverlapRule.SKIP);
        assertThat(schedule.owner()).isEqualTo("engine");
        assertThat(schedule.isDeclared()).isTrue();

        rig.store.setPaused(schedule.id(), true, null);
        rig.declared(nanoTime::get).sync();
        assertThat(rig.store.find("nightly").orElseThrow().paused())
                .as("after a restart")
                .isTrue();

        String route = ScheduleRig.routeOf(uri);
        rig.camel.getRouteController().stopRoute(route);
        declared.sync();
        nanoTime.addAndGet(Duration.ofSeconds(4).toNanos());
        declared.sync();
        rig.camel.getRouteController().startRoute(route);
        declared.sync();
        nanoTime.addAndGet(Duration.ofSeconds(4).toNanos());
        rig.camel.getRouteController().stopRoute(route);
        declared.sync();
        assertThat(rig.store.find("nightly").map(Schedule::id))
                .as("a file that is loaded anew is not there for a moment")
                .contains(schedule.id());
        nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
        declared.sync();
        assertThat(rig.store.find("nightly")).isEmpty();
    }

    @Test
    void theScheduleOfAFileComesBackWhenItsNameIsFreeOrAnotherProcessHasRemovedIt() throws Exception {
        UUID taken = rig.insert("nightly", EACH_HOUR, OverlapRule.SKIP, null);
        rig.add("workflow:nightly?schedule=0+0+3+*+*+?");
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        assertThat(rig.store.find("nightly").orElseThrow().id()).isEqualTo(taken);

        rig.removals.remove(taken);
        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.store.find("nightly").orElseThrow().isDeclared()).isTrue();

        rig.removals.begin(List.of("nightly"));
        rig.removals.goOn();
        assertThat(rig.store.find("nightly")).isEmpty();
        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.store.find("nightly").orElseThrow().isDeclared()).isTrue();
    }

    @Test
    void aLongLedgerIsRemovedInPartsAndAFileTakesItsScheduleBackMeanwhile() throws Exception {
        rig.add("workflow:nightly?schedule=0+0+3+*+*+?");
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        UUID id = rig.store.find("nightly").orElseThrow().id();
        UUID own = rig.insert("own", EACH_HOUR, OverlapRule.SKIP, rig.store.now());
        rig.database.sql("""
                        insert into schedule_firing (schedule_id, planned_at, outcome)
                        select s.id, now() - make_interval(secs => n), 'skipped'
                          from schedule s, generate_series(1, 25) n""").update();
        JdbcScheduleRemovals removals = new JdbcScheduleRemovals(rig.database, 10);
        removals.begin(List.of("nightly", "own"));
        assertThat(removals.goOn()).isTrue();
        assertThat(rig.firings(id)).hasSize(15);
        assertThat(rig.store.find("nightly").orElseThrow())
                .as("it does not fire meanwhile")
                .matches(each -> each.paused() && each.nextAt() == null);
        assertThat(rig.firings(own)).as("no file has declared it").hasSize(25);

        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.store.find("nightly").orElseThrow())
                .matches(each -> each.id().equals(id) && !each.paused() && each.nextAt() != null);
        assertThat(removals.goOn()).isFalse();

        rig.database
                .sql("update schedule set seen_at = now() - interval '2 minutes' where name = 'nightly'")
                .update();
        assertThat(removals.beginUnconfirmed(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(removals.goOn()).isTrue();
        assertThat(removals.goOn()).isFalse();
        assertThat(rig.store.find("nightly")).isEmpty();
        removals.remove(own);
        assertThat(rig.count("select (select count(*) from schedule) + (select count(*) from schedule_firing)"))
                .isZero();
    }

    @Test
    void whatIsDueFiresWhenTheSchedulesOfFilesCannotBeWritten() {
        UUID id = rig.insert("s", EACH_HOUR, OverlapRule.ALLOW, rig.store.now().truncatedTo(ChronoUnit.SECONDS));
        FiringLoop loop = rig.loop(rig.pass(), rig.declared(() -> {
            throw new IllegalStateException("a fault of the engine");
        }));
        loop.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !rig.firings(id).isEmpty());
        loop.stop();
    }

    private static void syncAfterConfirming(DeclaredSchedules declared, AtomicLong nanoTime) {
        nanoTime.addAndGet(Duration.ofSeconds(11).toNanos());
        declared.sync();
        declared.sync();
    }

    @Test
    void whatAFileDeclaresWronglyIsRefusedWhenItIsLoaded() {
        for (String wrong : List.of(
                "schedule=0+0+3",
                "schedule=every+5",
                "schedule=0+0+3+*+*+?&scheduleZone=Atlantis",
                "schedule=0+0+3+*+*+?&scheduleMisfire=sometimes",
                "schedule=0+0+3+*+*+?&scheduleOverlap=perhaps",
                "schedule=0+0+3+*+*+?&scheduleInput=nothing",
                "schedule=0+0+3+*+*+?&input=schemas/text-statistics.input.json")) {
            assertThatThrownBy(() -> rig.add("workflow:nightly?" + wrong))
                    .as(wrong)
                    .hasStackTraceContaining("schedule");
        }
    }

    private static void fireAll(FiringPass pass) {
        boolean more = true;
        while (more) {
            more = pass.fireDue();
        }
    }
}
