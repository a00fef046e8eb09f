package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunAccess;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import io.aiworkflow.workflow.TriggerRoutes;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Schedules on a database of their own, without an application around them. There is the workflow {@code w}. */
final class ScheduleRig implements AutoCloseable {
    final HikariDataSource dataSource = TestDatabase.migrated();
    final JdbcClient database = JdbcClient.create(dataSource);
    final TransactionOperations transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ScheduleMeters meters = new ScheduleMeters(registry);
    final WorkflowCatalogue catalogue = new WorkflowCatalogue();
    final TriggerRoutes triggers = new TriggerRoutes(catalogue);
    final JdbcSchedules store = new JdbcSchedules(database, FiringPlanTest.PROPERTIES);
    final JdbcScheduleRemovals removals = new JdbcScheduleRemovals(database);
    final JdbcFirings ledger = new JdbcFirings(database);
    final JdbcDueSchedules due = new JdbcDueSchedules(database, FiringPlanTest.PROPERTIES);
    final DefaultCamelContext camel = new DefaultCamelContext();

    ScheduleRig() throws Exception {
        camel.disableJMX();
        camel.addComponent(
                "workflow",
                new WorkflowComponent(
                        catalogue, new AuthorResources(new RoutesProperties(Path.of("target/no-routes"))), null));
        camel.start();
        add("workflow:w");
    }

    void add(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(routeOf(uri)).log("nothing");
            }
        });
    }

    static String routeOf(String uri) {
        return uri.replaceAll("[:?].*", "") + uri.hashCode();
    }

    NewRun newRun(Schedule schedule) {
        return NewRun.of(
                catalogue.require(schedule.workflow()),
                schedule.input(),
                new Submitter(schedule.owner(), UserRole.USER),
                Optional.empty(),
                Optional.empty());
    }

    Optional<Schedule> found(String name) {
        return store.find(name).flatMap(FoundSchedule::content);
    }

    FiringPass pass() {
        return pass(this::newRun);
    }

    FiringPass pass(Starts starts) {
        return new FiringPass(
                due,
                starts,
                new RunAccess(dataSource).planned(),
                catalogue,
                transaction,
                meters,
                FiringPlanTest.PROPERTIES);
    }

    /** A process of its own, as far as schedules go. */
    FiringLoop loop(Clock clock, Duration lookEvery) {
        return loop(pass(), declared(System::nanoTime), new QuartzAlarm(dataSource, clock), lookEvery);
    }

    FiringLoop loop(FiringPass pass, DeclaredSchedules declared) {
        return loop(pass, declared, new QuartzAlarm(dataSource, Clock.systemUTC()), Duration.ofMillis(200));
    }

    FiringLoop loop(QuartzAlarm alarm) {
        return loop(pass(), declared(System::nanoTime), alarm, Duration.ofMillis(200));
    }

    private FiringLoop loop(FiringPass pass, DeclaredSchedules declared, QuartzAlarm alarm, Duration lookEvery) {
        SchedulesProperties usual = FiringPlanTest.PROPERTIES;
        SchedulesProperties properties = new SchedulesProperties(
                lookEvery,
                usual.lateAfter(),
                usual.misfireAfter(),
                usual.overdueAfter(),
                usual.minimumInterval(),
                usual.mostPerUser(),
                usual.batch(),
                usual.ledgerRetention());
        return new FiringLoop(pass, due, declared, ledger, alarm, properties);
    }

    /** @param nanoTime the time as it goes for it */
    DeclaredSchedules declared(LongSupplier nanoTime) {
        return new DeclaredSchedules(triggers, store, removals, nanoTime);
    }

    /** A schedule of the workflow {@code w} whose one firing waits for no run any more. */
    UUID insertQueued(String name, Instant planned) {
        UUID id = insert(name, Timetable.at(planned), OverlapRule.QUEUE, null);
        database.sql(
                        "insert into schedule_firing (schedule_id, planned_at, outcome) values (:id, :at::timestamptz, 'queued')")
                .param("id", id)
                .param("at", planned.toString())
                .update();
        return id;
    }

    UUID insert(String name, Timetable timetable, OverlapRule overlap, Instant next) {
        NewSchedule schedule = newSchedule(name, timetable, overlap, next);
        store.insert(schedule);
        return schedule.id();
    }

    NewSchedule newSchedule(String name, Timetable timetable, OverlapRule overlap, Instant next) {
        return new NewSchedule(
                UuidV7.next(),
                name,
                "anna",
                UserRole.USER,
                "w",
                JsonNodeFactory.instance.objectNode(),
                timetable,
                MisfireRule.of("all:100"),
                overlap,
                false,
                next);
    }

    List<Firing> firings(UUID schedule) {
        return ledger.page(schedule, Optional.empty(), 1000);
    }

    int count(String sql) {
        return database.sql(sql).query(Integer.class).single();
    }

    @Override
    public void close() {
        camel.stop();
        dataSource.close();
    }
}
