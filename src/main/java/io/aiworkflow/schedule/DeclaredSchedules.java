package io.aiworkflow.schedule;

import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.workflow.DeclaredSchedule;
import io.aiworkflow.workflow.TriggerRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps the schedules of files as the files are. A process writes what changed among its own files and confirms the rest
 * now and then; what no process confirms any more is removed, so that a file that is gone while nothing runs is noticed.
 * Used by one thread.
 */
@Component
@Profile("worker")
class DeclaredSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredSchedules.class);
    private static final Duration CONFIRM_EVERY = Duration.ofSeconds(10);
    private static final Duration UNCONFIRMED = Duration.ofMinutes(1);
    private static final String JAVA = "java:";
    private static final String MAINTENANCE = "maintenance";

    private final TriggerRoutes routes;
    private final JdbcSchedules store;
    private final Set<String> refused = new HashSet<>();
    private Map<String, DeclaredSchedule> written = Map.of();
    private long firstSync;
    private long confirmed;
    private boolean synced;

    DeclaredSchedules(TriggerRoutes routes, JdbcSchedules store) {
        this.routes = routes;
        this.store = store;
    }

    void sync() {
        Map<String, DeclaredSchedule> wanted = wanted();
        long now = System.nanoTime();
        if (!synced) {
            firstSync = now;
        }
        if (!wanted.equals(written)) {
            write(wanted);
        }
        if (!synced || now - confirmed > CONFIRM_EVERY.toNanos()) {
            confirm(wanted, now);
        }
        synced = true;
    }

    private Map<String, DeclaredSchedule> wanted() {
        Map<String, DeclaredSchedule> wanted = new LinkedHashMap<>();
        for (DeclaredSchedule declared : routes.declared()) {
            DeclaredSchedule other = wanted.putIfAbsent(declared.name(), declared);
            if (other != null && refused.add(declared.name() + " " + declared.source())) {
                LOG.warn(
                        "{} declares the schedule {}, which {} declares already; it is left out",
                        declared.source(),
                        declared.name(),
                        other.source());
            }
        }
        return wanted;
    }

    private void write(Map<String, DeclaredSchedule> wanted) {
        List<String> gone = written.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .toList();
        if (!gone.isEmpty()) {
            store.removeDeclared(gone);
            LOG.info("The schedules {} are gone with their files", gone);
        }
        Instant now = store.now();
        for (DeclaredSchedule declared : wanted.values()) {
            if (!declared.equals(written.get(declared.name()))) {
                declare(declared, now);
            }
        }
        written = wanted;
    }

    private void declare(DeclaredSchedule declared, Instant now) {
        Instant next = declared.timetable().after(now).orElse(null);
        if (store.declare(declared, UuidV7.next(), role(declared), next)) {
            LOG.info(
                    "The schedule {} of {} is {}; its next time is {}",
                    declared.name(),
                    declared.source(),
                    declared.timetable(),
                    next);
        } else if (refused.add(declared.name() + " " + declared.source())) {
            LOG.warn(
                    "{} declares the schedule {}, whose name somebody has taken; it does not fire until that one is removed",
                    declared.source(),
                    declared.name());
        }
    }

    private void confirm(Map<String, DeclaredSchedule> wanted, long now) {
        if (!wanted.isEmpty()) {
            store.confirm(wanted.keySet());
        }
        confirmed = now;
        // Others that have just started too may not have come to it yet.
        if (now - firstSync > UNCONFIRMED.toNanos() && store.removeUnconfirmed(UNCONFIRMED) > 0) {
            LOG.info("Schedules were removed whose files no process has");
        }
    }

    /** What the engine's own chores need is more than what authors get. */
    private static UserRole role(DeclaredSchedule declared) {
        String source = declared.source();
        boolean own = source.startsWith(JAVA) || isIn(MAINTENANCE, source);
        return own ? UserRole.OPERATOR : UserRole.AUTHOR;
    }

    private static boolean isIn(String folder, String source) {
        Path parent = Path.of(source).getParent();
        return parent != null && parent.endsWith(folder);
    }
}
