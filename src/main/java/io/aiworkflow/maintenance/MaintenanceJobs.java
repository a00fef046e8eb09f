package io.aiworkflow.maintenance;

import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The chores that are loaded, with how each stands and when it is due. */
@Component
class MaintenanceJobs {
    private final WorkflowCatalogue catalogue;
    private final JdbcJobs store;
    private final MaintenanceProperties properties;
    private final Instant processStart = Clock.systemUTC().instant();

    MaintenanceJobs(WorkflowCatalogue catalogue, JdbcJobs store, MaintenanceProperties properties) {
        this.catalogue = catalogue;
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
        return workflows()
                .map(workflow -> known(workflow, states.get(JobName.ofWorkflow(workflow.name())), now))
                .sorted(Comparator.comparing(KnownJob::name))
                .toList();
    }

    /** Empty when there is no such chore. */
    Optional<KnownJob> find(String job) {
        return workflow(job).map(workflow -> known(workflow, store.find(job).orElse(null), store.now()));
    }

    Optional<WorkflowDefinition> workflow(String job) {
        return workflows()
                .filter(workflow -> workflow.name().equals(JobName.workflowOf(job)))
                .findFirst();
    }

    /** Notes those that are loaded, so that it is known since when they are to be done. */
    void know() {
        store.know(
                workflows().map(workflow -> JobName.ofWorkflow(workflow.name())).toList());
    }

    private Stream<WorkflowDefinition> workflows() {
        return catalogue.list().stream().filter(workflow -> JobName.isJob(workflow.name()));
    }

    private KnownJob known(WorkflowDefinition workflow, JobState state, Instant now) {
        JobState standing = state == null ? unseen(JobName.ofWorkflow(workflow.name()), now) : state;
        Optional<Instant> next = JobTimes.after(workflow, now);
        return new KnownJob(workflow, standing, next, isOverdue(workflow, standing, now));
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

    /**
     * A chore.
     *
     * @param next when it is planned next; empty when it is not planned
     * @param overdue whether it should have succeeded by now and has not
     */
    record KnownJob(WorkflowDefinition workflow, JobState state, Optional<Instant> next, boolean overdue) {
        String name() {
            return state.job();
        }
    }
}
