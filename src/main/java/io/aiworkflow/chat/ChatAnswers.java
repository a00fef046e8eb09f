package io.aiworkflow.chat;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.knowledge.KnowledgeActions;
import io.aiworkflow.knowledge.PassageSearch;
import io.aiworkflow.knowledge.SearchRequest;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.CallPolicy;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ModelCallCancelled;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelUnavailable;
import io.aiworkflow.model.OnOverflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Answers messages by a model, from documents if the question names a collection. What does not fit the model's context
 * is left out, the oldest messages first, and the answer says so. It never fails: what goes wrong is the answer.
 */
@Component
@Profile("api")
class ChatAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAnswers.class);
    private static final String DOOR = "/api/v1/chat";
    private static final CallPolicy POLICY = new CallPolicy(OnOverflow.DROP_OLDEST, null, null, true);

    private final ModelGateway models;
    private final KnowledgeActions knowledge;
    private final PassageSearch search;
    private final Conversations conversations;

    ChatAnswers(ModelGateway models, KnowledgeActions knowledge, PassageSearch search, Conversations conversations) {
        this.models = models;
        this.knowledge = knowledge;
        this.search = search;
        this.conversations = conversations;
    }

    /** Takes as long as the model does; the stream's cancellation ends it. */
    Answer answer(ChatStream stream, ChatListener listener) {
        Turn turn = stream.turn();
        List<String> notes = new ArrayList<>();
        List<Map<String, Object>> passages = null;
        try {
            History history = conversations.history(turn);
            notes.addAll(history.notes());
            if (turn.question().collection().isEmpty()) {
                return complete(ask(stream, listener, ChatPrompt.of(turn, history)), null, notes);
            }
            passages = stream.cancellation().reach(() -> search(turn));
            if (passages.isEmpty()) {
                return withoutModel(passages, notes);
            }
            Map<String, Object> blocks = knowledge.prompt(turn.question().message(), passages);
            ChatAnswer answer = ask(stream, listener, ChatPrompt.of(turn, history, blocks));
            return complete(answer, passages, notes);
        } catch (ModelCallCancelled e) {
            return stopped(stream, listener.text(), passages, notes);
        } catch (ModelUnavailable e) {
            // As long as nothing was shown of an answer, the passages are better than nothing.
            return passages == null || !listener.text().isEmpty()
                    ? Answer.failed(listener.text(), Problem.of(e, DOOR), notes)
                    : withoutModel(passages, notes);
        } catch (RuntimeException e) {
            Problem problem = Problem.of(e, DOOR);
            if (problem.code().equals(ErrorCode.INTERNAL_ERROR.name())) {
                LOG.error("A message of conversation {} could not be answered", turn.conversation(), e);
            }
            return Answer.failed(listener.text(), problem, notes);
        }
    }

    private ChatAnswer ask(ChatStream stream, ChatListener listener, List<ChatMessage> messages) {
        Turn turn = stream.turn();
        ChatRequest request = new ChatRequest(
                turn.question().model().orElse(null),
                messages,
                null,
                Map.of(),
                List.of(),
                null,
                POLICY,
                CallOrigin.interactive(turn.who().name()));
        return models.chat(request, listener, stream.cancellation());
    }

    /** A collection that the user may not see looks empty. */
    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> search(Turn turn) {
        ChatQuestion question = turn.question();
        SearchRequest asked = SearchRequest.of(
                question.message(), question.collection().orElseThrow(), question.limit(), name -> null);
        Map<String, Object> found = search.search(asked, turn.who());
        return (List<Map<String, Object>>) found.get("passages");
    }

    private Answer complete(ChatAnswer answer, List<Map<String, Object>> passages, List<String> notes) {
        notes.addAll(answer.notes());
        Cited cited = cite(answer.text(), passages);
        return new Answer(
                "length".equals(answer.doneReason()) ? Answer.State.CUT : Answer.State.COMPLETE,
                cited.mode(),
                cited.text(),
                answer.model(),
                cited.citations(),
                notes,
                answer.promptTokens(),
                answer.answerTokens(),
                null);
    }

    private Answer stopped(ChatStream stream, String text, List<Map<String, Object>> passages, List<String> notes) {
        ChatStream.Why why = stream.stopped().orElse(ChatStream.Why.SHUTDOWN);
        if (why == ChatStream.Why.SHUTDOWN) {
            return Answer.failed(
                    text, Problem.of(ErrorCode.SHUTTING_DOWN, "the engine stops; ask again in a moment", DOOR), notes);
        }
        Cited cited = cite(text, passages);
        Answer answer = Answer.stopped(cited.mode(), cited.text(), cited.citations(), notes);
        return why == ChatStream.Why.TOO_LONG ? answer.as(Answer.State.CUT) : answer;
    }

    @SuppressWarnings("unchecked")
    private Answer withoutModel(List<Map<String, Object>> passages, List<String> notes) {
        Map<String, Object> shown = knowledge.passages(passages);
        return Answer.withoutModel(
                (String) shown.get("mode"),
                (String) shown.get("message"),
                (List<Map<String, Object>>) shown.get("citations"),
                notes);
    }

    /** That the documents do not say is a message and no answer. */
    @SuppressWarnings("unchecked")
    private Cited cite(String text, List<Map<String, Object>> passages) {
        if (passages == null) {
            return new Cited("model", text, null);
        }
        Map<String, Object> cited = knowledge.answer(text, passages);
        Object answer = cited.getOrDefault("answer", cited.get("message"));
        return new Cited(
                (String) cited.get("mode"), (String) answer, (List<Map<String, Object>>) cited.get("citations"));
    }

    private record Cited(String mode, String text, List<Map<String, Object>> citations) {}
}
