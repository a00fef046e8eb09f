package io.aiworkflow.schedule;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.PlannedRuns;
import io.aiworkflow.schedule.JdbcDueSchedules.Claimed;
import io.aiworkflow.schedule.JdbcDueSchedules.FiringKey;
import io.aiworkflow.schedule.JdbcDueSchedules.WaitingFiring;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Fires what is due, many schedules in one transaction: the ledger, the runs and the next planned times commit together.
 * Any number of processes may do so at once; what one holds the others pass over.
 */
@Component
class FiringPass {
    private static final Logger LOG = LoggerFactory.getLogger(FiringPass.class);

    /** After so many a pass comes to no further schedule: one may make up for a thousand times, each with its input. */
    private static final int MOST_DECISIONS = 500;

    private final JdbcDueSchedules due;
    private final Starts starts;
    private final PlannedRuns runs;
    private final WorkflowCatalogue catalogue;
    private final TransactionOperations transaction;
    private final ScheduleMeters meters;
    private final SchedulesProperties properties;

    FiringPass(
            JdbcDueSchedules due,
            Starts starts,
            PlannedRuns runs,
            WorkflowCatalogue catalogue,
            TransactionOperations transaction,
            ScheduleMeters meters,
            SchedulesProperties properties) {
        this.due = due;
        this.starts = starts;
        this.runs = runs;
        this.catalogue = catalogue;
        this.transaction = transaction;
        this.meters = meters;
        this.properties = properties;
    }

    /** @return whether there may be more */
    boolean fireDue() {
        Fired fired = Objects.requireNonNull(transaction.execute(status -> fireInTransaction()));
        tell(fired);
        return fired.more();
    }

    /** Starts the runs that had to wait for another one. */
    void fireQueued() {
        tell(Objects.requireNonNull(transaction.execute(status -> startQueued())));
    }

    private Fired fireInTransaction() {
        Claimed<DueSchedule> claimed = due.claim(workflows());
        List<Schedule> planned = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        // Those that it does not come to are still due when the transaction ends.
        for (DueSchedule each : claimed.readable()) {
            if (decisions.size() >= MOST_DECISIONS) {
                break;
            }
            decisions.addAll(plan(each));
            planned.add(each.schedule());
        }
        boolean more = claimed.rows() == properties.batch()
                || planned.size() < claimed.readable().size();
        if (planned.isEmpty()) {
            return new Fired(more, List.of());
        }
        List<Decision> fresh = written(decisions, due.insert(decisions));
        runs.insert(newRuns(fresh));
        Instant now = claimed.readable().get(0).now();
        due.advance(planned, schedule -> schedule.timetable().after(now).orElse(null));
        return new Fired(more, fresh);
    }

    private Set<String> workflows() {
        return catalogue.list().stream().map(WorkflowDefinition::name).collect(Collectors.toSet());
    }

    /** One schedule that cannot be planned must not keep all others from firing. */
    private List<Decision> plan(DueSchedule each) {
        try {
            return FiringPlan.of(each, starts, properties);
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            return List.of(failed(each.schedule(), each.schedule().nextAt(), e));
        }
    }

    private static Decision failed(Schedule schedule, Instant plannedAt, RuntimeException e) {
        LOG.error("The schedule {} could not be fired", schedule.name(), e);
        return Decision.without(schedule, plannedAt, FiringOutcome.REFUSED, "the engine failed; its log says why");
    }

    private Fired startQueued() {
        List<Decision> decisions =
                due.claimQueued(workflows()).stream().map(this::start).toList();
        if (decisions.isEmpty()) {
            return new Fired(false, List.of());
        }
        List<Decision> settled = written(decisions, due.settle(decisions));
        runs.insert(newRuns(settled));
        return new Fired(false, settled);
    }

    private Decision start(WaitingFiring waiting) {
        try {
            NewRun run = starts.of(waiting.schedule());
            return Decision.start(
                    waiting.schedule(),
                    waiting.plannedAt(),
                    FiringOutcome.LATE,
                    "it waited until the run before it had ended",
                    run);
        } catch (EngineException e) {
            return Decision.without(waiting.schedule(), waiting.plannedAt(), FiringOutcome.REFUSED, e.getMessage());
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            // Otherwise it would roll back all others with it, again and again.
            return failed(waiting.schedule(), waiting.plannedAt(), e);
        }
    }

    private static List<Decision> written(List<Decision> decisions, Set<FiringKey> keys) {
        return decisions.stream()
                .filter(decision -> keys.contains(FiringKey.of(decision)))
                .toList();
    }

    private static List<NewRun> newRuns(List<Decision> decisions) {
        return decisions.stream().map(Decision::run).filter(Objects::nonNull).toList();
    }

    private void tell(Fired fired) {
        if (fired.decisions().stream().anyMatch(decision -> decision.run() != null)) {
            runs.announce();
        }
        fired.decisions().forEach(decision -> meters.decided(decision.outcome(), decision.times()));
    }

    /** @param more whether there may be more */
    private record Fired(boolean more, List<Decision> decisions) {}
}
