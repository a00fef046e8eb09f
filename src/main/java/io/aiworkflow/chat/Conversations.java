package io.aiworkflow.chat;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The conversations of users. They are private: those of others are not there, whatever one's role is. One message is
 * answered at a time.
 */
@Component
@Profile("api")
class Conversations {
    private static final int LONGEST_TITLE = 80;
    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final JdbcConversations store;
    private final JdbcMessages messages;
    private final TransactionOperations transactions;
    private final ChatProperties properties;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    Conversations(
            JdbcConversations store,
            JdbcMessages messages,
            TransactionOperations transactions,
            ChatProperties properties) {
        this.store = store;
        this.messages = messages;
        this.transactions = transactions;
        this.properties = properties;
    }

    /** @throws PermanentException CONVERSATION_NOT_FOUND, also for the conversation of somebody else */
    Conversation find(UUID id, Submitter who) {
        return store.find(who.name(), id).orElseThrow(() -> notFound(id));
    }

    /** Newest first. */
    List<Conversation> list(Optional<UUID> before, int limit, Submitter who) {
        return store.list(who.name(), before, limit);
    }

    /** The oldest first. */
    List<StoredMessage> messages(Conversation conversation, int after, int limit) {
        return messages.page(conversation.id(), after, limit);
    }

    /** With all of its messages; an answer that is being made ends. */
    void delete(UUID id, Submitter who) {
        if (!store.delete(who.name(), id)) {
            throw notFound(id);
        }
    }

    /** Asks for the end of the answer that is being made, if one is; the process that makes it looks for that. */
    void stop(UUID id, Submitter who) {
        if (!store.stop(who.name(), id)) {
            throw notFound(id);
        }
    }

    /**
     * Stores a message and takes its conversation for the answer.
     *
     * @throws PermanentException when the conversation is not there, is not free, or when there is no room
     */
    Turn begin(ChatQuestion question, Submitter who) {
        UUID answer = UuidV7.next();
        return inTurn(() -> transactions.execute(status -> question.conversation()
                .map(id -> goOn(id, question, answer, who))
                .orElseGet(() -> start(question, answer, who))));
    }

    /** Stores an answer and says which message it is; empty when its conversation has been deleted meanwhile. */
    Optional<Integer> end(Turn turn, Answer answer) {
        return inTurn(() -> transactions.execute(status -> {
            Optional<Integer> number = store.giveBack(turn.conversation(), turn.answer());
            number.ifPresent(found -> messages.answer(turn.conversation(), found, answer));
            return number;
        }));
    }

    /** What was said before a message, as far as it is read for an answer. */
    History history(Turn turn) {
        int most = properties.mostHistory();
        List<JdbcMessages.Said> before = turn.number() == 1
                ? List.of()
                : inTurn(() -> messages.before(turn.conversation(), turn.number(), most));
        return History.of(before, turn.number(), most);
    }

    /**
     * Hundreds of chats that come at once wait here, one after the other, and not for a connection, where whoever comes
     * later may be first and the others give up after seconds.
     */
    private <T> T inTurn(Supplier<T> work) {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new TransientException(
                        ErrorCode.OVERLOADED, "too many messages came at once; try again later", RETRY_AFTER, null);
            }
            return work.get();
        } catch (InterruptedException e) {
            // Whoever stops the answer has still to store it.
            Thread.currentThread().interrupt();
            return work.get();
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private Turn start(ChatQuestion question, UUID answer, Submitter who) {
        if (store.count(who.name()) >= properties.mostConversations()) {
            throw new PermanentException(
                    ErrorCode.CONVERSATION_FULL,
                    "you have %d conversations, which is as many as one may have; delete some"
                            .formatted(properties.mostConversations()));
        }
        UUID id = UuidV7.next();
        String system = question.system().orElse(null);
        store.create(id, who.name(), title(question.message()), system, answer);
        messages.ask(id, 1, question.message());
        return new Turn(id, answer, 1, system, question, who);
    }

    private Turn goOn(UUID id, ChatQuestion question, UUID answer, Submitter who) {
        int number =
                store.take(who.name(), id, answer, properties.mostMessages()).orElseThrow(() -> refused(id, who));
        messages.ask(id, number, question.message());
        String system = find(id, who).system();
        return new Turn(id, answer, number, system, question, who);
    }

    private PermanentException refused(UUID id, Submitter who) {
        Conversation conversation = find(id, who);
        if (conversation.messages() + 2 > properties.mostMessages()) {
            return new PermanentException(
                    ErrorCode.CONVERSATION_FULL,
                    "a conversation may have %d messages; begin a new one".formatted(properties.mostMessages()));
        }
        return new PermanentException(
                ErrorCode.CONVERSATION_BUSY,
                "the message before is still being answered; wait for the end of its stream, or stop it");
    }

    /** The beginning of a message in one line. */
    static String title(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= LONGEST_TITLE) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE - 1)) + "…";
    }

    private static PermanentException notFound(UUID id) {
        return new PermanentException(ErrorCode.CONVERSATION_NOT_FOUND, "you have no conversation " + id);
    }
}
