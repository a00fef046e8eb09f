package io.aiworkflow.usage;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Which use is to be told.
 *
 * @param from the first day
 * @param to the last day
 * @param by what is told apart: day, user, workflow, model
 * @param user empty for all users
 * @param limit of the sums that are told
 */
public record UsageQuestion(
        LocalDate from,
        LocalDate to,
        Set<By> by,
        Optional<String> user,
        Optional<String> workflow,
        Optional<String> model,
        int limit) {
    /** What sums can be told apart by. */
    public enum By {
        DAY,
        USER,
        WORKFLOW,
        MODEL
    }
}
