package io.aiworkflow.model;

import java.util.Locale;

/** What a model is asked for. */
public enum CallKind {
    CHAT,
    GENERATE,
    EMBED;

    /** As it is stored and shown. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
