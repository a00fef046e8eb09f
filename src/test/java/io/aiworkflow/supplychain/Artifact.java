package io.aiworkflow.supplychain;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A library in the jar.
 *
 * @param group empty when nothing tells it
 * @param source the jar that it was found in, which is another one when it was shaded
 */
record Artifact(String group, String name, String version, String source) {

    /** @param pattern group:name, where * stands for anything; an unknown group may be any */
    boolean matches(String pattern) {
        int colon = pattern.indexOf(':');
        return (group.isEmpty() || glob(pattern.substring(0, colon), group))
                && glob(pattern.substring(colon + 1), name);
    }

    /** The same with the group of the pattern that fits its name most closely, if its group is unknown. */
    Artifact grouped(List<String> patterns) {
        return !group.isEmpty()
                ? this
                : patterns.stream()
                        .filter(this::matches)
                        .max(Comparator.comparingInt(pattern -> pattern.length() - pattern.indexOf(':')))
                        .map(pattern -> new Artifact(pattern.substring(0, pattern.indexOf(':')), name, version, source))
                        .orElse(this);
    }

    private static boolean glob(String pattern, String text) {
        return text.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }

    @Override
    public String toString() {
        return "%s:%s %s in %s".formatted(group.isEmpty() ? "?" : group, name, version, source);
    }
}
