package io.aiworkflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What cannot be read, planned or started keeps nothing else from firing, and is told of. */
class ScheduleTroubleIT extends OnScheduleRig {
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
        assertThat(rig.firings(broken).get(0).outcome()).isEqualTo("refused");
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
        assertThat(rig.firings(id).get(0).outcome()).isEqualTo("refused");
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
    void schedulesFireWithoutQuartzWhateverKeepsItFromStarting() {
        UUID id = rig.insert("s", EACH_HOUR, OverlapRule.ALLOW, rig.store.now().truncatedTo(ChronoUnit.SECONDS));
        FiringLoop loop = rig.loop(new QuartzAlarm(rig.dataSource, Clock.systemUTC()) {
            @Override
            void start(Runnable wake) {
                throw new NoClassDefFoundError("org/quartz/impl/StdSchedulerFactory");
            }
        });
        loop.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !rig.firings(id).isEmpty());
        loop.stop();
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
        assertThat(rig.firings(broken).get(0).outcome()).isEqualTo("refused");
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
        assertThat(rig.found("forgotten").orElseThrow().overdue()).isTrue();
        assertThat(rig.found("just-due").orElseThrow().overdue()).isFalse();

        fireAll(rig.pass());
        watch.work();
        assertThat(watch.check().ok()).isTrue();
        assertThat(rig.registry.get("aiworkflow.schedules.overdue").gauge().value())
                .isZero();
    }

    @Test
    void whatCanNotStartAnythingRaisesTheAlarmUntilItCan() {
        ScheduleWatch watch =
                new ScheduleWatch(new JdbcScheduleCounts(rig.database, FiringPlanTest.PROPERTIES), rig.meters);
        Instant planned = rig.store.now().truncatedTo(ChronoUnit.SECONDS);
        rig.insert("disabled", EACH_HOUR, OverlapRule.ALLOW, planned);
        rig.insert("fitting", EACH_HOUR, OverlapRule.ALLOW, planned);
        rig.insert("once", Timetable.at(planned), OverlapRule.ALLOW, planned);
        fireAll(rig.pass(schedule -> {
            throw new PermanentException(ErrorCode.ACCOUNT_NOT_ACTIVE, "the account 'anna' is not active");
        }));
        rig.database
                .sql("update schedule set updated_at = clock_timestamp() where name = 'fitting'")
                .update();
        watch.work();

        assertThat(watch.check().ok()).isFalse();
        assertThat(watch.check().detail())
                .as("all but the one that was changed since")
                .isEqualTo("could not start a run the last time: disabled, once");
        assertThat(refusedNow()).isEqualTo(2);
        assertThat(rig.registry
                        .get("aiworkflow.schedule.firings")
                        .tag("outcome", "refused")
                        .counter()
                        .count())
                .isEqualTo(3);

        rig.database.sql("""
                        update schedule_firing set decided_at = now() - interval '2 days'
                         where schedule_id = (select id from schedule where name = 'once')""").update();
        rig.database
                .sql("update schedule set next_at = now() where name = 'disabled'")
                .update();
        fireAll(rig.pass());
        watch.work();
        assertThat(watch.check().ok()).isTrue();
        assertThat(refusedNow()).isZero();
    }

    private double refusedNow() {
        return rig.registry.get("aiworkflow.schedules.refused").gauge().value();
    }
}
