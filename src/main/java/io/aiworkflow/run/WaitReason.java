package io.aiworkflow.run;

import java.util.Locale;

/** What a waiting run waits for. */
public enum WaitReason {
    /** The pause before its next attempt. */
    RETRY,
    /** Its workflow is not loaded anywhere. */
    WORKFLOW,
    DELAY,
    APPROVAL,
    CALLBACK,
    SUB_RUN,
    /** A person has to say what became of an outside effect. */
    REVIEW;

    /** The name in the database and in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such reason */
    public static WaitReason ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
