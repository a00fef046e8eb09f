package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks for an answer that fits a schema. A model whose answer does not is told what is wrong, twice at most. */
final class StructuredAnswers {
    private static final int MOST_REPAIRS = 2;
    /** Of a wrong answer, for the model to look at: more would not help, and may not fit. */
    private static final int SHOWN = 4000;

    private StructuredAnswers() {}

    /**
     * The answer with its value.
     *
     * @param ask makes one call; the conversation gets longer with each repair
     * @throws ModelAnswerInvalid when the last answer does not fit either
     */
    static ChatAnswer ask(ChatRequest request, CallListener listener, Function<ChatRequest, ChatAnswer> ask) {
        AnswerSchema schema = AnswerSchema.of(request.schema());
        ChatRequest next = request;
        ChatAnswer answer = ask.apply(next);
        Usage used = answer.usage();
        for (int repairs = 0; ; repairs++) {
            if (!answer.toolCalls().isEmpty()) {
                // It has not answered yet: it wants something called first.
                return answer.withUsage(used);
            }
            requireComplete(answer);
            AnswerSchema.Finding finding = schema.check(answer.text());
            if (finding.fits()) {
                return answer.withValue(finding.value()).withUsage(used).noting(repaired(repairs));
            }
            if (repairs == MOST_REPAIRS) {
                throw new ModelAnswerInvalid(
                        "the answer of model '%s' does not fit its schema, also after it was told twice what is wrong: %s"
                                .formatted(answer.model(), finding.problem()),
                        answer.text());
            }
            next = repair(next, answer.text(), finding.problem());
            listener.restarted();
            answer = again(next, answer, finding.problem(), ask);
            used = used.plus(answer.usage());
        }
    }

    /** There may be no room to tell the model what is wrong. */
    private static ChatAnswer again(
            ChatRequest repair, ChatAnswer wrong, String problem, Function<ChatRequest, ChatAnswer> ask) {
        try {
            return ask.apply(repair);
        } catch (ModelRefused e) {
            if (!e.isTooLong()) {
                throw e;
            }
            throw new ModelAnswerInvalid(
                    "the answer of model '%s' does not fit its schema (%s), and its context has no room to tell it so"
                            .formatted(wrong.model(), problem),
                    wrong.text());
        }
    }

    private static void requireComplete(ChatAnswer answer) {
        if (answer.cutOff()) {
            throw new ModelAnswerInvalid(
                    "model '%s' reached its length limit after %d tokens, before its JSON was complete; give it a larger context or num_predict, or less to read"
                            .formatted(answer.model(), answer.answerTokens()),
                    answer.text());
        }
    }

    private static ChatRequest repair(ChatRequest request, String text, String problem) {
        List<ChatMessage> messages = new ArrayList<>(request.messages());
        messages.add(ChatMessage.assistant(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…"));
        messages.add(ChatMessage.user(
                "Your answer does not fit the required JSON schema: %s. Answer again with corrected JSON and nothing else."
                        .formatted(problem)));
        return request.withMessages(messages);
    }

    private static List<String> repaired(int repairs) {
        return repairs == 0
                ? List.of()
                : List.of("The model was told %d times that its answer did not fit the schema.".formatted(repairs));
    }
}
