package io.aiworkflow.platform;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of one label of a meter. Names that callers or authors choose must not fill the memory of this process and of
 * those who watch it: only so many count, all others are one.
 */
public final class LabelValues {
    /** What is shown in the place of values that are too many. */
    public static final String OTHER = "other";

    private final int most;
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    public LabelValues(int most) {
        this.most = most;
    }

    /** The value itself for the first that were asked for, else {@link #OTHER}. */
    public String of(String value) {
        if (values.contains(value)) {
            return value;
        }
        return values.size() < most && values.add(value) ? value : values.contains(value) ? value : OTHER;
    }
}
