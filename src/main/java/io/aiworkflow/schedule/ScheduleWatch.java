package io.aiworkflow.schedule;

import io.aiworkflow.platform.BackgroundTask;
import io.aiworkflow.platform.HealthCheck;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Raises the alarm when a planned time has passed and nothing has dealt with it, or no run could be started. It runs in
 * every process, apart from what fires: if no worker is left, the others tell.
 */
@Component
class ScheduleWatch extends BackgroundTask implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MOST_NAMED = 5;

    private final JdbcScheduleCounts counts;
    private final ScheduleMeters meters;
    private final Set<String> told = new HashSet<>();
    private volatile List<String> overdue = List.of();
    private volatile List<String> refused = List.of();

    ScheduleWatch(JdbcScheduleCounts counts, ScheduleMeters meters) {
        // Not at once: what came due while no process ran is first given its time.
        super("schedule-watch", EVERY, EVERY);
        this.counts = counts;
        this.meters = meters;
    }

    @Override
    public String part() {
        return "schedules";
    }

    /** Runs and requests go on without schedules. */
    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        String trouble = Stream.of(told("overdue", overdue), told("could not start a run the last time", refused))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return trouble.isEmpty() ? Finding.working() : Finding.failing(trouble);
    }

    @Override
    protected void work() {
        JdbcScheduleCounts.Counts seen = counts.now();
        meters.seen(
                seen.active(),
                seen.paused(),
                seen.overdue().size(),
                seen.refused().size());
        refused = seen.refused();
        overdue = seen.overdue();
        told.retainAll(seen.overdue());
        List<String> news = seen.overdue().stream().filter(told::add).toList();
        if (!news.isEmpty()) {
            LOG.error(
                    "Schedules should have fired and did not: {}; is there a worker, and does its log say why?",
                    named(news));
        }
    }

    private static Optional<String> told(String what, List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(what + ": " + named(names));
    }

    private static String named(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED ? first : "%s and %d more".formatted(first, names.size() - MOST_NAMED);
    }
}
