package io.aiworkflow.workflow;

import java.util.Locale;

/** What a firing does while an earlier run of the same schedule has not ended. */
public enum OverlapRule {
    /** It starts a run all the same. */
    ALLOW,
    /** It starts none. */
    SKIP,
    /** Its run starts when the one before has ended. */
    QUEUE;

    /** @throws IllegalArgumentException when there is no such rule */
    public static OverlapRule of(String text) {
        for (OverlapRule rule : values()) {
            if (rule.text().equals(text)) {
                return rule;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a rule for overlapping runs; there are allow, skip and queue".formatted(text));
    }

    /** The name in route files, in the database and in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
