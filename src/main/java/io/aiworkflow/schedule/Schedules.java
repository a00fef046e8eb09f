package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.PlannedRuns;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The schedules as people see and steer them: each his own, operators all. Those of files can be paused and run, and only
 * their file changes them.
 */
@Component
class Schedules {
    private final JdbcSchedules store;
    private final JdbcScheduleRemovals removals;
    private final JdbcFirings ledger;
    private final ScheduleRules rules;
    private final Starts starts;
    private final PlannedRuns runs;
    private final TransactionOperations transaction;
    private final ForeignSchedules foreign;

    Schedules(
            JdbcSchedules store,
            JdbcScheduleRemovals removals,
            JdbcFirings ledger,
            ScheduleRules rules,
            Starts starts,
            PlannedRuns runs,
            TransactionOperations transaction,
            ForeignSchedules foreign) {
        this.store = store;
        this.removals = removals;
        this.ledger = ledger;
        this.rules = rules;
        this.starts = starts;
        this.runs = runs;
        this.transaction = transaction;
        this.foreign = foreign;
    }

    List<ListedSchedule> list(Optional<String> after, int limit, Submitter who) {
        return store.list(isOperator(who) ? Optional.empty() : Optional.of(who.name()), after, limit);
    }

    /** @throws PermanentException {@code SCHEDULE_NOT_FOUND}, also for that of somebody else */
    ListedSchedule find(String name, Submitter who) {
        Schedule schedule = content(visible(name, who));
        return new ListedSchedule(schedule, store.last(schedule.id()));
    }

    /** @throws io.aiworkflow.failure.InvalidInput naming the fields that are wrong */
    ListedSchedule create(ScheduleRequest request, Submitter who) {
        Instant now = store.now();
        String name = request.text("name").orElse("");
        String workflow = request.text("workflow").orElse("");
        JsonNode input = request.json("input").orElseGet(JsonNodeFactory.instance::objectNode);
        Timetable timetable = request.timetable(now, null);
        MisfireRule misfire = request.misfire(MisfireRule.ONCE);
        OverlapRule overlap = request.overlap(OverlapRule.SKIP);
        rules.checkName(request, name);
        rules.checkSize(request, input);
        rules.checkWorkflow(request, workflow, input, who);
        if (timetable != null) {
            rules.checkTimes(request, timetable, now, who);
        }
        request.requireSound();
        rules.checkNumber(request, store.countOf(who.name()), who);
        NewSchedule schedule = new NewSchedule(
                UuidV7.next(),
                name,
                who.name(),
                who.role(),
                workflow,
                input,
                timetable,
                misfire,
                overlap,
                request.flag("paused").orElse(false),
                timetable.after(now).orElseThrow());
        if (request.isSound() && !store.insert(schedule)) {
            request.refuse("name", "there is a schedule of this name already");
        }
        request.requireSound();
        return find(name, who);
    }

    /** Changes what the request names. New times count from now on. */
    ListedSchedule change(String name, ScheduleRequest request, Submitter who) {
        Instant now = store.now();
        FoundSchedule found = visible(name, who);
        requireOwn(found, "change");
        Schedule before = content(found);
        JsonNode input = request.json("input").orElse(before.input());
        Timetable timetable = request.timetable(now, before.timetable());
        MisfireRule misfire = request.misfire(before.misfire());
        OverlapRule overlap = request.overlap(before.overlap());
        if (request.json("input").isPresent()) {
            requireRole(before, who);
            rules.checkSize(request, input);
            rules.checkWorkflow(request, before.workflow(), input, who);
        }
        if (timetable != null && !timetable.equals(before.timetable())) {
            rules.checkTimes(request, timetable, now, who);
        }
        request.requireSound();
        store.update(
                before.id(),
                new NewSchedule(
                        before.id(),
                        name,
                        before.owner(),
                        before.role(),
                        before.workflow(),
                        input,
                        timetable,
                        misfire,
                        overlap,
                        before.paused(),
                        timetable.after(now).orElse(null)));
        foreign.report("change", found, who);
        return find(name, who);
    }

    void delete(String name, Submitter who) {
        FoundSchedule found = visible(name, who);
        requireOwn(found, "delete");
        removals.remove(found.id());
        foreign.report("delete", found, who);
    }

    /** What passes by while it is paused is not made up for. */
    ListedSchedule setPaused(String name, boolean paused, Submitter who) {
        FoundSchedule found = visible(name, who);
        Schedule schedule = content(found);
        if (schedule.paused() != paused) {
            store.setPaused(
                    schedule.id(),
                    paused,
                    schedule.timetable().after(store.now()).orElse(null));
            foreign.report(paused ? "pause" : "resume", found, who);
        }
        return find(name, who);
    }

    /** Starts a run now, with the rights of the owner, whatever the rules of the schedule say. */
    NewRun run(String name, Submitter who) {
        FoundSchedule found = visible(name, who);
        Schedule schedule = content(found);
        NewRun run = starts.of(schedule);
        transaction.executeWithoutResult(status -> {
            runs.insert(List.of(run));
            ledger.insertByHand(schedule.id(), run.id(), "started by " + who.name());
        });
        runs.announce();
        foreign.report("run", found, who);
        return run;
    }

    /** The next planned times, as if it were not paused. */
    List<Instant> next(String name, int most, Submitter who) {
        Timetable timetable = content(visible(name, who)).timetable();
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = timetable.after(store.now());
        while (next.isPresent() && times.size() < most) {
            times.add(next.get());
            next = timetable.after(next.get());
        }
        return times;
    }

    List<Firing> firings(String name, Optional<Instant> before, int limit, Submitter who) {
        UUID id = visible(name, who).id();
        return ledger.page(id, before, limit);
    }

    private FoundSchedule visible(String name, Submitter who) {
        return store.find(name)
                .filter(found -> isOperator(who) || found.owner().equals(who.name()))
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.SCHEDULE_NOT_FOUND,
                        "there is no schedule '%s'"
                                .formatted(name.length() > 80 ? name.substring(0, 80) + "…" : name)));
    }

    private static Schedule content(FoundSchedule found) {
        return found.content()
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.STATE_CONFLICT,
                        "this version of the engine cannot read the schedule '%s' and does not fire it; its log says why. Delete it, or leave it to the version that made it"
                                .formatted(found.name())));
    }

    private static void requireOwn(FoundSchedule found, String action) {
        if (found.isDeclared()) {
            throw new PermanentException(
                    ErrorCode.STATE_CONFLICT,
                    "a file declares this schedule; %s it there, or pause it".formatted(action));
        }
    }

    /** What runs are given is not for somebody to say who could not start them so. */
    private static void requireRole(Schedule schedule, Submitter who) {
        if (!who.role().includes(schedule.role())) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN,
                    "the runs of this schedule may do what takes the role %s; only that role changes their input"
                            .formatted(schedule.role().wireName()));
        }
    }

    private static boolean isOperator(Submitter who) {
        return who.role().includes(UserRole.OPERATOR);
    }
}
