package io.aiworkflow.intake;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.CallerWatch;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunCursor;
import io.aiworkflow.run.RunCursors;
import io.aiworkflow.run.VisibleRuns;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Opens streams of events (Server-Sent Events), for which Camel has no emitter. It keeps no thread while one is open. */
@Controller
@Profile("api")
class RunEventsDoor {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final VisibleRuns runs;
    private final RunCursors cursors;
    private final RunFollower follower;
    private final EventProperties properties;
    private final CurrentSubmitter current;
    private final CallerWatch watch;

    RunEventsDoor(
            VisibleRuns runs,
            RunCursors cursors,
            RunFollower follower,
            EventProperties properties,
            CurrentSubmitter current,
            CallerWatch watch) {
        this.current = current;
        this.watch = watch;
        this.runs = runs;
        this.cursors = cursors;
        this.follower = follower;
        this.properties = properties;
    }

    @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Run run = runs.find(uuid(id));
        RunCursor known = known(run.id(), request);
        if (run.state().isFinal() && known.revision() == run.revision()) {
            // The caller has got the end. This answer makes browsers stop asking.
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return;
        }
        String caller = current.get().name();
        if (follower.isFull()) {
            throw new TooManyStreams("this process keeps %d streams of events".formatted(properties.most()));
        } else if (follower.isFull(caller)) {
            throw new TooManyStreams("you have %d streams of events of this process".formatted(properties.mostOfOne()));
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // A proxy that gathers answers would hold the events back.
        response.setHeader("X-Accel-Buffering", "no");
        if (!request.getMethod().equals("HEAD")) {
            open(run.id(), new EventStream.Follower(caller, watch.of(request)), known, request, response);
        }
    }

    private void open(
            UUID run,
            EventStream.Follower caller,
            RunCursor known,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        EventStream stream = new EventStream(run, caller, known, async, response.getOutputStream(), follower::drained);
        stream.send("retry: %d\n\n".formatted(properties.retry().toMillis()), known);
        response.getOutputStream().setWriteListener(stream);
        follower.follow(stream);
    }

    /** What the caller knows already; a cursor that this run never had is no cursor. */
    private RunCursor known(UUID run, HttpServletRequest request) {
        Optional<RunCursor> given =
                Optional.ofNullable(request.getHeader("Last-Event-ID")).flatMap(RunCursor::parse);
        if (given.isEmpty()) {
            return RunCursor.START;
        }
        Map<UUID, RunCursor> reached = cursors.of(Set.of(run));
        return given.filter(cursor -> Optional.ofNullable(reached.get(run))
                        .filter(now -> cursor.revision() <= now.revision() && cursor.step() <= now.step())
                        .isPresent())
                .orElse(RunCursor.START);
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.RUN_NOT_FOUND, "the run id is not a UUID", e);
        }
    }

    private static final class TooManyStreams extends TransientException {
        private static final long serialVersionUID = 1L;

        TooManyStreams(String what) {
            super(
                    ErrorCode.OVERLOADED,
                    what + " open already; try again later, or ask for the run itself",
                    RETRY_AFTER,
                    null);
        }
    }
}
