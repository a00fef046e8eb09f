package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/**
 * The model answered, but not in the form that was asked for, also when it was told what is wrong. The message holds the
 * beginning of its last answer.
 */
public final class ModelAnswerInvalid extends PermanentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 1000;
    private static final int KEPT = 16 * 1024;

    private final String answer;

    /** @param answer the whole last answer */
    ModelAnswerInvalid(String message, String answer) {
        super(ErrorCode.MODEL_ANSWER_INVALID, message + "; its last answer was: " + cut(answer.strip(), SHOWN));
        this.answer = cut(answer, KEPT);
    }

    /** The model's last answer, cut after 16 Ki characters. */
    public String answer() {
        return answer;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
