package io.aiworkflow.model;

/**
 * What a model answered.
 *
 * @param model the model that answered
 * @param text the answer as the model wrote it
 * @param value the answer as plain JSON values when a schema was given, else the same as {@code text}
 * @param doneReason {@code stop}, or {@code length} when the answer was cut because it became too long
 * @param promptTokens tokens read, 0 when the server did not say
 * @param answerTokens tokens written, 0 when the server did not say
 */
public record ChatAnswer(
        String model, String text, Object value, String doneReason, long promptTokens, long answerTokens) {

    ChatAnswer withValue(Object parsed) {
        return new ChatAnswer(model, text, parsed, doneReason, promptTokens, answerTokens);
    }

    boolean cutOff() {
        return "length".equals(doneReason);
    }
}
