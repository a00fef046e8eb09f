package io.aiworkflow.chat;

import io.aiworkflow.failure.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of a message.
 *
 * @param mode {@code model}, {@code passages} when no model has answered, or {@code none} when the documents do not say
 * @param model who answered, or null
 * @param citations the passages behind the markers in the text; null when no documents were asked
 * @param notes what was done otherwise than asked, in sentences for people
 * @param problem why it failed, else null
 */
record Answer(
        State state,
        String mode,
        String text,
        String model,
        List<Map<String, Object>> citations,
        List<String> notes,
        long promptTokens,
        long answerTokens,
        Problem problem) {

    /** How an answer ended. */
    enum State {
        COMPLETE,
        /** It became too long. */
        CUT,
        /** Its reader wanted no more, or was gone. */
        STOPPED,
        FAILED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Answer as(State other) {
        return new Answer(other, mode, text, model, citations, notes, promptTokens, answerTokens, problem);
    }

    static Answer failed(String text, Problem problem, List<String> notes) {
        return new Answer(State.FAILED, "model", text, null, null, notes, 0, 0, problem);
    }

    static Answer stopped(String mode, String text, List<Map<String, Object>> citations, List<String> notes) {
        return new Answer(State.STOPPED, mode, text, null, citations, notes, 0, 0, null);
    }

    /** One that no model has given. */
    static Answer withoutModel(String mode, String text, List<Map<String, Object>> citations, List<String> notes) {
        return new Answer(State.COMPLETE, mode, text, null, citations, notes, 0, 0, null);
    }
}
