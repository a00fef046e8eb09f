package io.aiworkflow.schedule;

import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.workflow.DeclaredSchedule;
import io.aiworkflow.workflow.TriggerRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
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
    /** A file that is loaded anew is not there for a moment. */
    private static final Duration MISSING = Duration.ofSeconds(5);

    private static final String JAVA = "java:";
    private static final String MAINTENANCE = "maintenance";

    private final TriggerRoutes routes;
    private final JdbcSchedules store;
    private final JdbcScheduleRemovals removals;
    private final LongSupplier nanoTime;
    private final Set<String> refused = new HashSet<>();
    private final Map<String, DeclaredSchedule> written = new HashMap<>();
    private final Map<String, Long> missingSince = new HashMap<>();
    private long firstSync;
    private long confirmed;
    private boolean synced;
    /** Also at the start: an earlier process may have ended in the midst of it. */
    private boolean removing = true;

    @Autowired
    DeclaredSchedules(TriggerRoutes routes, JdbcSchedules store, JdbcScheduleRemovals removals) {
        this(routes, store, removals, System::nanoTime);
    }

    DeclaredSchedules(TriggerRoutes routes, JdbcSchedules store, JdbcScheduleRemovals removals, LongSupplier nanoTime) {
        this.routes = routes;
        this.store = store;
        this.removals = removals;
        this.nanoTime = nanoTime;
    }

    void sync() {
        Map<String, DeclaredSchedule> wanted = wanted();
        long now = nanoTime.getAsLong();
        if (!synced) {
            firstSync = now;
        }
        removeMissing(wanted, now);
        declareNew(wanted);
        if (!synced || now - confirmed > CONFIRM_EVERY.toNanos()) {
            confirm(wanted, now);
        }
        synced = true;
        if (removing) {
            // A part in each look, for what is due has to fire meanwhile.
            removing = removals.goOn();
        }
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

    private void removeMissing(Map<String, DeclaredSchedule> wanted, long now) {
        Set<String> present = new HashSet<>(wanted.keySet());
        // What somebody has stopped only goes when no other process confirms it either.
        present.addAll(routes.stopped());
        missingSince.keySet().removeAll(present);
        written.keySet().stream()
                .filter(name -> !present.contains(name))
                .forEach(name -> missingSince.putIfAbsent(name, now));
        List<String> gone = missingSince.entrySet().stream()
                .filter(each -> now - each.getValue() >= MISSING.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            removals.begin(gone);
            removing = true;
            gone.forEach(written::remove);
            gone.forEach(missingSince::remove);
            LOG.info("The schedules {} are gone with their files", gone);
        }
    }

    private void declareNew(Map<String, DeclaredSchedule> wanted) {
        List<DeclaredSchedule> fresh = wanted.values().stream()
                .filter(declared -> !declared.equals(written.get(declared.name())))
                .toList();
        if (!fresh.isEmpty()) {
            Instant now = store.now();
            for (DeclaredSchedule declared : fresh) {
                declare(declared, now);
                written.put(declared.name(), declared);
            }
        }
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
            Set<String> present = store.confirm(wanted.keySet());
            // Somebody had the name, or another process has removed it: the next look declares it again.
            written.keySet().removeIf(name -> wanted.containsKey(name) && !present.contains(name));
        }
        confirmed = now;
        // Others that have just started too may not have come to it yet.
        if (now - firstSync > UNCONFIRMED.toNanos() && removals.beginUnconfirmed(UNCONFIRMED) > 0) {
            removing = true;
            LOG.info("Schedules are removed whose files no process has");
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
