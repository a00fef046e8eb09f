package io.aiworkflow.routing;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.DatabasePatience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what became of the files of one process and hands it on in batches. A database that is away holds up no route:
 * what could not be handed on is kept and tried again. Used by one thread.
 */
final class RouteReporter {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReporter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final int MOST = 1000;

    private final Path directory;
    private final RouteReports reports;
    private final Clock clock;
    private final List<RouteReport> pending = new ArrayList<>();
    private final Map<String, RouteReport> said = new HashMap<>();
    private Instant nextTry = Instant.MIN;

    RouteReporter(Path directory, RouteReports reports, Clock clock) {
        this.directory = directory;
        this.reports = reports;
        this.clock = clock;
    }

    void loaded(String file, String hash) {
        add(RouteReport.loaded(file, hash, owner(file)));
    }

    void refused(RefusedFile refused) {
        String file = refused.file();
        add(RouteReport.refused(refused, RouteFile.hash(directory, file), owner(file)));
    }

    void removed(String file) {
        add(RouteReport.removed(file));
    }

    /** Hands on what there is. */
    void send() {
        if (pending.isEmpty() || clock.instant().isBefore(nextTry)) {
            return;
        }
        try {
            List<RouteReport> batch = List.copyOf(pending);
            DatabasePatience.within(PATIENCE, () -> reports.write(batch));
            pending.clear();
        } catch (RuntimeException e) {
            nextTry = clock.instant().plus(RETRY);
            LOG.warn(
                    "The audit does not know yet what became of {} route files; the next try is in {}: {}",
                    pending.size(),
                    RETRY,
                    DatabaseTrouble.reason(e));
        }
    }

    private void add(RouteReport report) {
        boolean news = !report.equals(said.put(report.file(), report));
        if (news && pending.size() < MOST) {
            pending.add(report);
        }
    }

    private String owner(String file) {
        try {
            return Files.getOwner(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)
                    .getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
