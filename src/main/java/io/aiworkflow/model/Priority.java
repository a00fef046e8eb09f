package io.aiworkflow.model;

import java.util.Locale;

/** Which calls come first when places are short. */
public enum Priority {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** Work that gives way: it waits for longer, and is tried again later when it finds no place. */
    BACKGROUND;

    /** The name outside of the process. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
