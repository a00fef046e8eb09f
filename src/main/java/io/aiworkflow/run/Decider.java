package io.aiworkflow.run;

import java.util.Arrays;

/**
 * Somebody who wants to decide an approval. There are no identities yet: whoever reaches the engine is the local user,
 * who has every role and may decide for everybody.
 */
public final class Decider {
    private static final Decider LOCAL = new Decider("local");

    private final String name;

    private Decider(String name) {
        this.name = name;
    }

    public static Decider local() {
        return LOCAL;
    }

    /** The name that is kept with the decision. */
    public String name() {
        return name;
    }

    /** @param approvers roles and user:NAME separated by commas */
    boolean isAmong(String approvers) {
        return this == LOCAL
                || Arrays.stream(approvers.split(",")).map(String::strip).anyMatch(("user:" + name)::equals);
    }
}
