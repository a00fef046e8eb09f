package io.aiworkflow.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of a conversation that does not fit the model's context. Nothing is ever cut without being told. */
public enum OnOverflow {
    REFUSE,
    /** The oldest messages are left out, but neither system messages nor the last message. */
    DROP_OLDEST,
    /** Another model is asked that takes more. */
    LARGER_MODEL;

    /** The name in route files. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such rule */
    static OnOverflow ofWireName(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("onOverflow must be one of "
                        + Arrays.stream(values()).map(OnOverflow::wireName).collect(Collectors.joining(", "))));
    }
}
