package io.aiworkflow.chat;

import io.aiworkflow.chat.JdbcConversations.Standing;
import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.platform.tracing.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The answers that this process streams at the moment: a bounded number, on a thread each. One more thread keeps the
 * streams alive, notices who is gone, and looks for stops that other processes were asked for.
 */
@Component
@Profile("api")
class OpenChats implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OpenChats.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration SEEN_EVERY = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    /** Its reader waits for the end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ChatAnswers answers;
    private final Conversations conversations;
    private final JdbcConversations store;
    private final ChatEvents events;
    private final ChatProperties properties;
    private final Map<String, Integer> admitted = new HashMap<>();
    private final Set<ChatStream> streams = ConcurrentHashMap.newKeySet();
    private volatile ExecutorService threads;
    private volatile Thread keeper;
    private long seen = System.nanoTime();

    OpenChats(
            ChatAnswers answers,
            Conversations conversations,
            JdbcConversations store,
            ChatEvents events,
            ChatProperties properties) {
        this.answers = answers;
        this.conversations = conversations;
        this.store = store;
        this.events = events;
        this.properties = properties;
    }

    /**
     * Reserves a stream for a user, which {@link #release} or the end of {@link #answer} gives back.
     *
     * @throws TransientException when he, or all together, have as many as are allowed
     */
    synchronized void admit(String user) {
        int his = admitted.getOrDefault(user, 0);
        if (his >= properties.mostOfOne()) {
            throw new TransientException(
                    ErrorCode.RATE_LIMITED,
                    "%d of your messages are being answered by this process already; wait for one of them"
                            .formatted(his),
                    RETRY_AFTER,
                    null);
        }
        if (admitted.values().stream().mapToInt(Integer::intValue).sum() >= properties.most()) {
            throw new TransientException(
                    ErrorCode.OVERLOADED,
                    "this process answers %d messages already; try again later".formatted(properties.most()),
                    RETRY_AFTER,
                    null);
        }
        admitted.put(user, his + 1);
    }

    synchronized void release(String user) {
        admitted.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Answers on a thread of its own; the stream ends with the answer. */
    void answer(ChatStream stream) {
        streams.add(stream);
        try {
            threads.execute(Tracing.carried(() -> work(stream)));
        } catch (RejectedExecutionException e) {
            stream.stop(ChatStream.Why.SHUTDOWN);
            work(stream);
        }
    }

    /** Ends the answer of a conversation at once if it is this process that makes it. */
    void stop(UUID conversation) {
        streams.stream()
                .filter(stream -> stream.turn().conversation().equals(conversation))
                .forEach(stream -> stream.stop(ChatStream.Why.ASKED_FOR));
    }

    private void work(ChatStream stream) {
        Turn turn = stream.turn();
        try {
            Answer answer = answers.answer(stream, new ChatListener(stream, events, properties.mostAnswer()));
            stream.send(last(turn, answer));
        } finally {
            // Whoever sees the end may ask again at once.
            release(turn.who().name());
            streams.remove(stream);
            stream.end();
        }
    }

    private String last(Turn turn, Answer answer) {
        try {
            Optional<Integer> number = DatabaseOutage.get(() -> conversations.end(turn, answer), PATIENCE);
            return answer.problem() == null ? events.end(turn, number, answer) : events.error(turn, answer.problem());
        } catch (RuntimeException e) {
            LOG.warn(
                    "An answer of conversation {} could not be stored: {}",
                    turn.conversation(),
                    DatabaseTrouble.reason(e));
            return events.error(turn, Problem.of(e, null));
        }
    }

    @Override
    public void start() {
        threads = ChatThreads.create();
        keeper = new Thread(this::keep, "chat-keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    @Override
    public boolean isRunning() {
        return keeper != null;
    }

    /** Before the web server waits for open requests. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }

    @Override
    public void stop() {
        Thread keeping = keeper;
        keeper = null;
        keeping.interrupt();
        threads.shutdown();
        streams.forEach(stream -> stream.stop(ChatStream.Why.SHUTDOWN));
        try {
            threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        streams.forEach(ChatStream::cut);
    }

    private void keep() {
        boolean troubled = false;
        while (keeper == Thread.currentThread()) {
            try {
                TimeUnit.NANOSECONDS.sleep(properties.lookEvery().toNanos());
                List<ChatStream> open = new ArrayList<>(streams);
                open.forEach(this::keepAlive);
                if (!open.isEmpty()) {
                    look(open);
                }
                troubled = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!troubled) {
                    LOG.warn("Stops of answers cannot be looked for: {}", DatabaseTrouble.reason(e));
                }
                troubled = true;
            }
        }
    }

    private void keepAlive(ChatStream stream) {
        if (!stream.isAllowed()) {
            stream.cut();
        } else if (stream.isIdle() && stream.quiet().compareTo(properties.heartbeat()) > 0) {
            stream.send(ChatEvents.HEARTBEAT);
        } else if (!stream.isIdle() && stream.quiet().compareTo(properties.stalled()) > 0) {
            stream.cut();
        }
    }

    private void look(List<ChatStream> open) {
        List<UUID> ids =
                open.stream().map(stream -> stream.turn().conversation()).toList();
        Map<UUID, Standing> standings = store.standings(ids);
        for (ChatStream stream : open) {
            Standing standing = standings.get(stream.turn().conversation());
            boolean ours = standing != null && stream.turn().answer().equals(standing.answer());
            if (!ours || standing.stop()) {
                stream.stop(ChatStream.Why.ASKED_FOR);
            }
        }
        if (System.nanoTime() - seen > SEEN_EVERY.toNanos()) {
            store.seen(ids, open.stream().map(stream -> stream.turn().answer()).toList());
            seen = System.nanoTime();
        }
    }
}
