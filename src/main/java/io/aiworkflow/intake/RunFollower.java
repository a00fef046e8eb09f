package io.aiworkflow.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.run.RunCursor;
import io.aiworkflow.run.RunCursors;
import io.aiworkflow.run.RunSignal;
import io.aiworkflow.run.RunSignals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Gives all streams of this process their events. One thread asks the database about all followed runs together, every
 * poll and whenever a signal names one of them; what each caller knows is in its cursor alone.
 */
@Component
@Profile("api")
class RunFollower implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);
    /** So that a run with many quick steps does not keep the database busy. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final RunCursors cursors;
    private final RunEvents events;
    private final ObjectMapper json;
    private final EventProperties properties;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Set<UUID> followed = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private volatile Thread thread;

    RunFollower(
            RunCursors cursors, RunEvents events, RunSignals signals, ObjectMapper json, EventProperties properties) {
        this.cursors = cursors;
        this.events = events;
        this.json = json;
        this.properties = properties;
        for (RunSignal.Kind kind : List.of(
                RunSignal.Kind.LEFT,
                RunSignal.Kind.JOURNALLED,
                RunSignal.Kind.PROGRESSED,
                RunSignal.Kind.CANCEL_REQUESTED)) {
            signals.listen(kind, this::hint);
        }
    }

    boolean isFull() {
        return streams.size() >= properties.most();
    }

    /** Whether one caller has opened as many as one may. */
    boolean isFull(String caller) {
        return streams.stream().filter(stream -> stream.isOf(caller)).count() >= properties.mostOfOne();
    }

    void follow(EventStream stream) {
        streams.add(stream);
        followed.add(stream.run());
        if (thread == null) {
            // It came while the engine was stopping.
            stream.end();
        }
        news.release();
    }

    /** The stream has room for more. */
    void drained(EventStream stream) {
        news.release();
    }

    private void hint(UUID run) {
        if (followed.contains(run)) {
            news.release();
        }
    }

    @Override
    public void start() {
        thread = new Thread(this::repeat, "run-follower");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** After this process's own runs had their time to end, and before the web server waits for open requests. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }

    @Override
    public void stop() {
        Thread following = thread;
        thread = null;
        following.interrupt();
        try {
            following.join(properties.pollEvery().toMillis());
            streams.forEach(stream -> {
                stream.send(": the engine stops; connect again\n\n", stream.cursor());
                stream.end();
            });
            long deadline = System.nanoTime() + FAREWELL.toNanos();
            while (streams.stream().anyMatch(stream -> !stream.isClosed()) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        streams.forEach(EventStream::cut);
        streams.clear();
    }

    private void repeat() {
        while (thread == Thread.currentThread()) {
            try {
                news.tryAcquire(properties.pollEvery().toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
                forgetClosed();
                tellNews();
                keepAlive();
                Thread.sleep(SHORTEST_PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("The followed runs could not be looked at; the next look is soon: {}", e.getMessage());
            }
        }
    }

    private void forgetClosed() {
        streams.removeIf(EventStream::isClosed);
        Set<UUID> still = streams.stream().map(EventStream::run).collect(Collectors.toSet());
        followed.retainAll(still);
        followed.addAll(still);
    }

    private void tellNews() {
        Map<UUID, List<EventStream>> idle =
                streams.stream().filter(EventStream::isIdle).collect(Collectors.groupingBy(EventStream::run));
        if (idle.isEmpty()) {
            return;
        }
        Map<UUID, RunCursor> now = cursors.of(idle.keySet());
        idle.forEach((run, followers) -> {
            Optional<RunCursor> reached = Optional.ofNullable(now.get(run));
            if (reached.isEmpty()) {
                // Its time in the history is over.
                followers.forEach(EventStream::end);
            } else {
                followers.stream()
                        .filter(stream -> stream.cursor().isBehind(reached.get()))
                        .collect(Collectors.groupingBy(EventStream::cursor))
                        .forEach((known, alike) -> tell(run, known, alike));
            }
        });
    }

    private void tell(UUID run, RunCursor known, List<EventStream> followers) {
        List<RunEvent> happened = events.after(run, known);
        if (happened.isEmpty()) {
            return;
        }
        String text = happened.stream().map(this::text).collect(Collectors.joining());
        RunEvent last = happened.get(happened.size() - 1);
        followers.forEach(stream -> {
            stream.send(text, last.cursor());
            if (last.isEnd()) {
                stream.end();
            }
        });
    }

    private void keepAlive() {
        for (EventStream stream : streams) {
            if (!stream.isAllowed()) {
                stream.cut();
            } else if (stream.age().compareTo(properties.longest()) > 0) {
                stream.send(": connect again\n\n", stream.cursor());
                stream.end();
            }
            if (stream.isIdle() && stream.quiet().compareTo(properties.heartbeat()) > 0) {
                stream.send(": still here\n\n", stream.cursor());
            } else if (!stream.isIdle() && stream.quiet().compareTo(properties.stalled()) > 0) {
                stream.cut();
            }
        }
    }

    private String text(RunEvent event) {
        try {
            return "id: %s\nevent: %s\ndata: %s\n\n"
                    .formatted(event.cursor(), event.type(), json.writeValueAsString(event.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written as JSON", e);
        }
    }
}
