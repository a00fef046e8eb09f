package io.aiworkflow.maintenance;

import io.aiworkflow.routing.RefusedFile;
import io.aiworkflow.routing.RouteLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What is wrong with the files of the chores, as this process has found them. It never touches the files. */
@Component
class JobFiles {
    /** Those that the engine comes with, which no engine should be without unknown to its operators. */
    static final Set<String> BUILT_IN = Set.of(
            "backup",
            "certificates",
            "database",
            "evening-report",
            "history",
            "index",
            "monthly-report",
            "morning-report",
            "payloads",
            "restore-rehearsal",
            "retention",
            "security-digest",
            "sessions",
            "snapshots",
            "weekly-report");

    private static final Pattern FILE =
            Pattern.compile("maintenance/" + JobName.PREFIX + "(?<job>[a-z][a-z0-9]*(-[a-z0-9]+)*)\\.camel\\.yaml");

    private final RouteLoader loader;

    JobFiles(RouteLoader loader) {
        this.loader = loader;
    }

    /** By the name of the chore; empty until all files have been looked at for the first time. */
    Map<String, Fault> faults(Set<String> loaded) {
        return loader.hasLoaded() ? faults(loader.refused(), loaded) : Map.of();
    }

    /** @param loaded the chores that can be run, be it by an earlier version of their files */
    static Map<String, Fault> faults(List<RefusedFile> refused, Set<String> loaded) {
        Map<String, Fault> faults = new TreeMap<>();
        for (String job : BUILT_IN) {
            if (!loaded.contains(job)) {
                faults.put(job, Fault.missing(job));
            }
        }
        for (RefusedFile file : refused) {
            Matcher matcher = FILE.matcher(file.file());
            if (matcher.matches()) {
                faults.put(matcher.group("job"), Fault.refused(file));
            }
        }
        return faults;
    }

    /**
     * Why a chore is not loaded as it should be.
     *
     * @param state {@code refused} or {@code missing}
     * @param reason with the file, for people
     */
    record Fault(String state, String reason) {
        static final String REFUSED = "refused";
        static final String MISSING = "missing";

        boolean isRefused() {
            return state.equals(REFUSED);
        }

        private static Fault refused(RefusedFile file) {
            return new Fault(
                    REFUSED,
                    "%s:%d: %s [%s] (%s)"
                            .formatted(
                                    file.file(),
                                    file.line(),
                                    file.reason(),
                                    file.rule(),
                                    file.serving()
                                            ? "the version loaded before keeps serving"
                                            : "nothing is loaded from it"));
        }

        private static Fault missing(String job) {
            return new Fault(
                    MISSING,
                    "there is no file maintenance/%s.camel.yaml in the routes folder; put it back, or pause the job to do without"
                            .formatted(JobName.workflowOf(job)));
        }
    }
}
