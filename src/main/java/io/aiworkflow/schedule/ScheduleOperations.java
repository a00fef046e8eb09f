package io.aiworkflow.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.Submission;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Makes, shows, changes and steers schedules, and tells what became of their planned times. */
@Component
@Profile("api")
class ScheduleOperations {
    private static final DocumentSchema CREATE = RequestSchemas.read("create-schedule");
    private static final DocumentSchema CHANGE = RequestSchemas.read("change-schedule");
    private static final DocumentSchema NOTHING = RequestSchemas.read("nothing");
    private static final int NEXT = 10;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Schedules schedules;
    private final CurrentSubmitter current;
    private final CallerRights rights;

    ScheduleOperations(Schedules schedules, CurrentSubmitter current, CallerRights rights) {
        this.schedules = schedules;
        this.current = current;
        this.rights = rights;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<ScheduleView> page = schedules.list(RequestParts.text(request, "cursor"), limit, current.get()).stream()
                .map(ScheduleView::of)
                .toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).name() : null));
    }

    Reply create(Message request) {
        ScheduleRequest wanted = new ScheduleRequest(RequestParts.optionalBody(request, CREATE));
        wanted.text("workflow").ifPresent(rights::requireToStart);
        ScheduleView made = ScheduleView.of(schedules.create(wanted, current.get()));
        return new Reply(201, Map.of("Location", "/api/v1/schedules/" + made.name()), made);
    }

    Reply get(Message request) {
        return Reply.ok(ScheduleView.of(schedules.find(name(request), current.get())));
    }

    Reply change(Message request) {
        ScheduleRequest wanted = new ScheduleRequest(RequestParts.optionalBody(request, CHANGE));
        if (wanted.json("input").isPresent()) {
            rights.requireToStart(
                    schedules.find(name(request), current.get()).schedule().workflow());
        }
        return Reply.ok(ScheduleView.of(schedules.change(name(request), wanted, current.get())));
    }

    Reply delete(Message request) {
        schedules.delete(name(request), current.get());
        return Reply.done();
    }

    Reply pause(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        return Reply.ok(ScheduleView.of(schedules.setPaused(name(request), true, current.get())));
    }

    Reply resume(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        return Reply.ok(ScheduleView.of(schedules.setPaused(name(request), false, current.get())));
    }

    Reply run(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        NewRun run = schedules.run(name(request), current.get());
        return Reply.accepted(run.workflow(), new Submission(run.id(), true));
    }

    Reply next(Message request) {
        return Reply.ok(new Next(schedules.next(name(request), NEXT, current.get())));
    }

    Reply firings(Message request) {
        int limit = RequestParts.limit(request);
        List<Firing> page = schedules.firings(name(request), before(request), limit, current.get());
        return Reply.ok(
                new Ledger(page, page.size() == limit ? page.get(limit - 1).plannedAt() : null));
    }

    private static Optional<Instant> before(Message request) {
        Optional<String> cursor = RequestParts.text(request, "cursor");
        try {
            Optional<Instant> before = cursor.map(Instant::parse);
            if (before.filter(time -> time.isBefore(EARLIEST) || time.isAfter(LATEST))
                    .isEmpty()) {
                return before;
            }
        } catch (DateTimeException e) {
            throw notATime();
        }
        throw notATime();
    }

    private static PermanentException notATime() {
        return new PermanentException(
                ErrorCode.MALFORMED_REQUEST, "the cursor is not the planned time of a firing, as 'next' tells it");
    }

    private static String name(Message request) {
        return request.getHeader("name", String.class);
    }

    /**
     * Some schedules.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<ScheduleView> schedules, String next) {}

    /** Planned times to come. */
    private record Next(List<Instant> firings) {}

    /**
     * Some lines of a ledger.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Ledger(List<Firing> firings, Instant next) {}
}
