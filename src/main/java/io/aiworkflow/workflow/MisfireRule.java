package io.aiworkflow.workflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of planned times that have passed by too long ago, because no process was there to fire them.
 *
 * @param most how many of them are made up for, the latest ones: 0 for none
 */
public record MisfireRule(int most) {
    private static final int USUAL = 10;
    private static final int LIMIT = 1000;
    private static final Pattern ALL = Pattern.compile("all(:([1-9]\\d{0,3}))?");

    /** None is made up for. */
    public static final MisfireRule SKIP = new MisfireRule(0);

    /** One run makes up for all of them. */
    public static final MisfireRule ONCE = new MisfireRule(1);

    /**
     * @param text {@code skip}, {@code once}, {@code all} for the latest ten, or {@code all:N} for the latest N
     * @throws IllegalArgumentException when it is none of these
     */
    public static MisfireRule of(String text) {
        Matcher all = ALL.matcher(text);
        if (text.equals("skip")) {
            return SKIP;
        }
        if (text.equals("once")) {
            return ONCE;
        }
        int most = !all.matches() ? 0 : all.group(2) == null ? USUAL : Integer.parseInt(all.group(2));
        if (most < 1 || most > LIMIT) {
            throw new IllegalArgumentException(
                    "'%s' is not a rule for missed firings; there are skip, once, all and all:N with N up to %d"
                            .formatted(text, LIMIT));
        }
        return new MisfireRule(most);
    }

    /** As {@link #of} reads it. */
    public String text() {
        return switch (most) {
            case 0 -> "skip";
            case 1 -> "once";
            default -> "all:" + most;
        };
    }
}
