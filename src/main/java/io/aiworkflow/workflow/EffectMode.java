package io.aiworkflow.workflow;

import java.util.Locale;

/** What is done about an outside effect of a step when nobody knows whether the last try has made it. */
public enum EffectMode {
    /** The step is executed again with the same key: the other side makes an effect once for each key. */
    KEYED,
    /** The other side is asked first; the step is executed again only if the effect is not found there. */
    LOOK_UP,
    /** A person looks and decides. */
    REVIEW;

    /** The name in options, in the database and in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such mode */
    public static EffectMode ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
