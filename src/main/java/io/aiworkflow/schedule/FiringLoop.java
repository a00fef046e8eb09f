package io.aiworkflow.schedule;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.schedule.JdbcDueSchedules.Outlook;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Fires what is due whenever Quartz wakes it, and looks by itself every second: for what was planned by another process,
 * and for what an alarm has missed. Each worker runs one. It begins when the routes are there.
 */
@Component
@Profile("worker")
class FiringLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FiringLoop.class);
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FiringPass pass;
    private final JdbcDueSchedules due;
    private final DeclaredSchedules declared;
    private final JdbcFirings ledger;
    private final QuartzAlarm alarm;
    private final SchedulesProperties properties;
    private final Semaphore wakes = new Semaphore(0);
    private final Set<Class<?>> told = new HashSet<>();
    private volatile Thread thread;
    private long swept;

    @Autowired
    FiringLoop(
            FiringPass pass,
            JdbcDueSchedules due,
            DeclaredSchedules declared,
            JdbcFirings ledger,
            DataSource database,
            SchedulesProperties properties) {
        this(pass, due, declared, ledger, new QuartzAlarm(database, Clock.systemUTC()), properties);
    }

    FiringLoop(
            FiringPass pass,
            JdbcDueSchedules due,
            DeclaredSchedules declared,
            JdbcFirings ledger,
            QuartzAlarm alarm,
            SchedulesProperties properties) {
        this.pass = pass;
        this.due = due;
        this.declared = declared;
        this.ledger = ledger;
        this.alarm = alarm;
        this.properties = properties;
    }

    /** Started by the event below instead: before that, a workflow that is not loaded yet would look like none. */
    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        swept = System.nanoTime();
        Thread looking = new Thread(this::repeat, "schedules");
        looking.setDaemon(true);
        thread = looking;
        looking.start();
    }

    /** Before the routes stop: files that are unloaded then are not gone. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** What is being fired commits or not; another process goes on with the rest. */
    @Override
    public void stop() {
        Thread looking = thread;
        thread = null;
        wakes.release();
        try {
            looking.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void repeat() {
        try {
            wakeByAlarm();
            while (thread == Thread.currentThread()) {
                look();
                if (wakes.tryAcquire(pause(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            alarm.stop();
        }
    }

    /** Quartz is a convenience: whatever keeps it from starting, what is due is looked for. */
    private void wakeByAlarm() {
        try {
            alarm.start(wakes::release);
        } catch (RuntimeException | Error e) {
            LOG.error("Quartz could not be started, so planned times are looked for instead", e);
        }
    }

    private long pause() {
        long most = properties.lookEvery().toMillis();
        // Several processes that were started together do not all look at once.
        return most - ThreadLocalRandom.current().nextLong(most / 4 + 1);
    }

    private void look() {
        boolean synced = sync();
        try {
            Outlook outlook = due.outlook();
            if (outlook.isDue()) {
                fireAll();
                outlook = due.outlook();
            }
            if (outlook.queued()) {
                pass.fireQueued();
            }
            alarm.arm(outlook.nextAt(), outlook.now());
            sweep();
            if (synced) {
                told.clear();
            }
        } catch (RuntimeException | Error e) {
            // Nothing would start the thread again, so not even an Error may end it.
            tell(e);
        }
    }

    /** What is due fires whether or not the files' schedules can be written. */
    private boolean sync() {
        try {
            declared.sync();
            return true;
        } catch (RuntimeException | Error e) {
            tell(e);
            return false;
        }
    }

    private void fireAll() {
        boolean more = true;
        while (more && isRunning()) {
            more = pass.fireDue();
        }
    }

    private void sweep() {
        if (System.nanoTime() - swept > SWEEP_EVERY.toNanos()) {
            swept = System.nanoTime();
            boolean more = true;
            while (more && isRunning()) {
                more = ledger.removeOld(properties.ledgerRetention());
            }
        }
    }

    /** Each kind once, until all works again: a lasting failure of one part must not hide that of another. */
    private void tell(Throwable e) {
        if (!told.add(e.getClass())) {
            return;
        }
        if (DatabaseTrouble.causes(e)) {
            LOG.warn("Schedules cannot be looked for; trying again: {}", DatabaseTrouble.reason(e));
        } else {
            LOG.error("Schedules cannot be looked for; trying again", e);
        }
    }
}
