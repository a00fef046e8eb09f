package io.aiworkflow.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a process at the next planned time: Quartz with its clustered store in the engine's database. All processes share
 * one job and one trigger. It decides nothing, so an alarm that comes early, late, twice or never does no harm.
 */
class QuartzAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(QuartzAlarm.class);
    private static final String NAME = "schedules";
    private static final String JOB = "fire-due";
    private static final String TRIGGER = "next-planned-time";

    private final DataSource database;
    private final Clock clock;
    private final String pool = NAME + "-" + UUID.randomUUID();
    private Scheduler scheduler;
    private Instant armedFor;

    QuartzAlarm(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param wake is called on a thread of Quartz and must not block */
    void start(Runnable wake) {
        try {
            DBConnectionManager.getInstance().addConnectionProvider(pool, new EngineConnections(database));
            scheduler = create();
            scheduler.setJobFactory((bundle, ignored) -> context -> wake.run());
            scheduler.start();
        } catch (SchedulerException e) {
            LOG.warn("Quartz could not be started, so planned times are looked for instead: {}", e.getMessage());
        }
    }

    /**
     * @param next the next planned time by the database's clock
     * @param now that clock's time; the one of this machine may differ
     */
    void arm(Optional<Instant> next, Instant now) {
        if (scheduler == null || next.isEmpty() || next.get().equals(armedFor)) {
            return;
        }
        Duration ahead = Duration.between(now, next.get());
        if (ahead.isNegative()) {
            return;
        }
        try {
            JobDetail job = JobBuilder.newJob(FireDue.class)
                    .withIdentity(JOB)
                    .storeDurably()
                    .build();
            Trigger trigger = TriggerBuilder.newTrigger()
                    .withIdentity(TRIGGER)
                    .startAt(Date.from(clock.instant().plus(ahead)))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                    .build();
            scheduler.scheduleJob(job, Set.of(trigger), true);
            armedFor = next.get();
        } catch (SchedulerException e) {
            LOG.debug("The alarm could not be set; the next look sets it", e);
        }
    }

    void stop() {
        if (scheduler == null) {
            return;
        }
        try {
            scheduler.shutdown(false);
        } catch (SchedulerException e) {
            LOG.debug("Quartz could not be stopped in order", e);
        }
        scheduler = null;
    }

    /** Quartz keeps one scheduler of a name in a JVM, and gives it to whoever asks again. */
    private Scheduler create() throws SchedulerException {
        SchedulerRepository repository = SchedulerRepository.getInstance();
        synchronized (repository) {
            Scheduler created = new StdSchedulerFactory(settings()).getScheduler();
            repository.remove(NAME);
            return created;
        }
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", NAME);
        settings.setProperty(
                "org.quartz.scheduler.instanceId", UUID.randomUUID().toString());
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        // The console shows it.
        settings.setProperty("org.quartz.scheduler.jmx.export", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "1");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        settings.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        settings.setProperty("org.quartz.jobStore.dataSource", pool);
        settings.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.isClustered", "true");
        settings.setProperty("org.quartz.jobStore.clusterCheckinInterval", "15000");
        return settings;
    }

    /** The engine's pool; it outlasts Quartz. */
    private record EngineConnections(DataSource database) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return database.getConnection();
        }

        @Override
        public void shutdown() {
            // Others use it too.
        }

        @Override
        public void initialize() {
            // It is open already.
        }
    }
}
