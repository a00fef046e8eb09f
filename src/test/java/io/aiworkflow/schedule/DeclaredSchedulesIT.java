package io.aiworkflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.workflow.OverlapRule;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The schedules of files are as the files are, and go with them. */
class DeclaredSchedulesIT extends OnScheduleRig {
    @Test
    void theScheduleOfAFileComesAndGoesWithIt() throws Exception {
        String uri = "workflow:nightly?schedule=0+0+3+*+*+?&scheduleZone=Europe/Berlin&scheduleMisfire=all:5";
        rig.add(uri);
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        Schedule schedule = rig.found("nightly").orElseThrow();
        assertThat(schedule.timetable()).hasToString("0 0 3 * * ? in Europe/Berlin");
        assertThat(schedule.misfire().text()).isEqualTo("all:5");
        assertThat(schedule.overlap()).isEqualTo(OverlapRule.SKIP);
        assertThat(schedule.owner()).isEqualTo("engine");
        assertThat(schedule.isDeclared()).isTrue();

        rig.store.setPaused(schedule.id(), true, null);
        rig.declared(nanoTime::get).sync();
        assertThat(rig.found("nightly").orElseThrow().paused())
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
        assertThat(rig.found("nightly").map(Schedule::id))
                .as("a file that is loaded anew is not there for a moment")
                .contains(schedule.id());
        nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
        declared.sync();
        assertThat(rig.found("nightly")).isEmpty();
    }

    @Test
    void theScheduleOfAFileComesBackWhenItsNameIsFreeOrAnotherProcessHasRemovedIt() throws Exception {
        UUID taken = rig.insert("nightly", EACH_HOUR, OverlapRule.SKIP, null);
        rig.add("workflow:nightly?schedule=0+0+3+*+*+?");
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        assertThat(rig.found("nightly").orElseThrow().id()).isEqualTo(taken);

        rig.removals.remove(taken);
        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.found("nightly").orElseThrow().isDeclared()).isTrue();

        rig.removals.begin(List.of("nightly"));
        rig.removals.goOn();
        assertThat(rig.found("nightly")).isEmpty();
        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.found("nightly").orElseThrow().isDeclared()).isTrue();
    }

    @Test
    void aLongLedgerIsRemovedInPartsAndAFileTakesItsScheduleBackMeanwhile() throws Exception {
        rig.add("workflow:nightly?schedule=0+0+3+*+*+?");
        AtomicLong nanoTime = new AtomicLong();
        DeclaredSchedules declared = rig.declared(nanoTime::get);
        declared.sync();
        UUID id = rig.found("nightly").orElseThrow().id();
        UUID own = rig.insert("own", EACH_HOUR, OverlapRule.SKIP, rig.store.now());
        rig.database.sql("""
                        insert into schedule_firing (schedule_id, planned_at, outcome)
                        select s.id, now() - make_interval(secs => n), 'skipped'
                          from schedule s, generate_series(1, 25) n""").update();
        JdbcScheduleRemovals removals = new JdbcScheduleRemovals(rig.database, 10);
        removals.begin(List.of("nightly", "own"));
        assertThat(removals.goOn()).isTrue();
        assertThat(rig.firings(id)).hasSize(15);
        assertThat(rig.found("nightly").orElseThrow())
                .as("it does not fire meanwhile")
                .matches(each -> each.paused() && each.nextAt() == null);
        assertThat(rig.firings(own)).as("no file has declared it").hasSize(25);

        syncAfterConfirming(declared, nanoTime);
        assertThat(rig.found("nightly").orElseThrow())
                .matches(each -> each.id().equals(id) && !each.paused() && each.nextAt() != null);
        assertThat(removals.goOn()).isFalse();

        rig.database
                .sql("update schedule set seen_at = now() - interval '2 minutes' where name = 'nightly'")
                .update();
        assertThat(removals.beginUnconfirmed(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(removals.goOn()).isTrue();
        assertThat(removals.goOn()).isFalse();
        assertThat(rig.found("nightly")).isEmpty();
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
}
