package io.aiworkflow.maintenance;

import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The chores that are loaded or should be, with how each stands and when it is due. */
@Component
class MaintenanceJobs {
    private final WorkflowCatalogue catalogue;
    private final JobFiles files;
    private final JdbcJobs store;
    private final MaintenanceProperties properties;
    private final Instant processStart = Clock.systemUTC().instant();

    MaintenanceJobs(WorkflowCatalogue catalogue, JobFiles files, JdbcJobs store, MaintenanceProperties properties) {
        this.catalogue = catalogue;
        this.files = files;
        this.store = store;
        this.properties = properties;
    }

    /** By name. */
    List<KnownJob> all() {
        return allAt(store.now());
    }

    /** As it looks at this moment. */
    List<KnownJob> allAt(Instant now) {
        Map<String, JobState> states = new HashMap<>();
        store.all().forEach(state -> states.put(state.job(), state));
        Loaded loaded = loaded();
        return loaded.names().stream()
                .map(job -> known(job, loaded, states.get(job), now))
                .toList();
    }

    /** Empty when there is no such chore. */
    Optional<KnownJob> find(String job) {
        Loaded loaded = loaded();
        return loaded.names().contains(job)
                ? Optional.of(known(job, loaded, store.find(job).orElse(null), store.now()))
                : Optional.empty();
    }

    /** Notes those that are loaded, so that it is known since when they are to be done. */
    void know() {
        store.know(workflows().keySet());
    }

    private Loaded loaded() {
        Map<String, WorkflowDefinition> workflows = workflows();
        return new Loaded(workflows, files.faults(workflows.keySet()));
    }

    private Map<String, WorkflowDefinition> workflows() {
        Map<String, WorkflowDefinition> workflows = new TreeMap<>();
        catalogue.list().stream()
                .filter(workflow -> JobName.isJob(workflow.name()))
                .forEach(workflow -> workflows.put(JobName.ofWorkflow(workflow.name()), workflow));
        return workflows;
    }

    private KnownJob known(String job, Loaded loaded, JobState state, Instant now) {
        JobState standing = state == null ? unseen(job, now) : state;
        Optional<WorkflowDefinition> workflow =
                Optional.ofNullable(loaded.workflows().get(job));
        return new KnownJob(
                workflow,
                standing,
                workflow.flatMap(known -> JobTimes.after(known, now)),
                workflow.map(known -> isOverdue(known, standing, now)).orElse(false),
                Optional.ofNullable(loaded.faults().get(job)));
    }

    /** Whether it should have succeeded since it last did. An engine that was away first gets time to catch up. */
    private boolean isOverdue(WorkflowDefinition workflow, JobState state, Instant now) {
        Instant since = Stream.of(state.resumedAt(), state.lastSuccessAt())
                .filter(time -> time != null)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return !state.isPaused()
                && JobTimes.after(workflow, since)
                        .map(due -> due.isBefore(processStart) ? processStart : due)
                        .map(due -> due.plus(properties.grace()).isBefore(now))
                        .orElse(false);
    }

    private static JobState unseen(String job, Instant now) {
        return new JobState(job, now, null, null, null, null, null, null, null, null, null, null, null, null, 0);
    }

    private record Loaded(Map<String, WorkflowDefinition> workflows, Map<String, Fault> faults) {
        Set<String> names() {
            Set<String> names = new TreeSet<>(workflows.keySet());
            names.addAll(faults.keySet());
            return names;
        }
    }

    /**
     * A chore.
     *
     * @param workflow empty when nothing is loaded of its file
     * @param next when it is planned next; empty when it is not planned
     * @param overdue whether it should have succeeded by now and has not; nobody knows of one that is not loaded
     * @param fault what is wrong with its file; empty when it is loaded as it lies on disk
     */
    record KnownJob(
            Optional<WorkflowDefinition> workflow,
            JobState state,
            Optional<Instant> next,
            boolean overdue,
            Optional<Fault> fault) {
        String name() {
            return state.job();
        }

        /** One without a file is done without on purpose while it is paused; a refused file is a mistake all the same. */
        boolean isInTroubleByItsFile() {
            return fault.filter(found -> found.isRefused() || !state.isPaused()).isPresent();
        }
    }
}
