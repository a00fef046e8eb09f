package io.aiworkflow.run;

import java.util.Locale;

/** What is known about an outside effect. */
public enum EffectState {
    /** It was begun. If whoever began it says no more, nobody knows whether it was made. */
    INTENDED,
    DONE,
    NOT_DONE,
    /** A person has to find out whether it was made. */
    NEEDS_REVIEW;

    /** The name in the database and in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such state */
    public static EffectState ofWireName(String name) {
        for (EffectState state : values()) {
            if (state.wireName().equals(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException("'%s' is not a state of an effect".formatted(name));
    }
}
