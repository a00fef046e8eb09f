package io.aiworkflow.supplychain;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of a library, as far as it takes to tell whether a fix is in it. */
record Version(String text, List<Integer> numbers, boolean preview) implements Comparable<Version> {
    private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)*)(.*)");
    private static final Pattern PREVIEW =
            Pattern.compile("(?i).*(alpha|beta|snapshot|milestone|[.-](rc|cr|m|ea)-?\\d).*");

    static Version of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a version".formatted(text));
        }
        List<Integer> numbers = Arrays.stream(matcher.group(1).split("\\."))
                .map(Integer::valueOf)
                .toList();
        return new Version(text, numbers, PREVIEW.matcher(matcher.group(2)).matches());
    }

    /** Whether it belongs to the same line of releases: 4.18.4 and 4.18.7 do, and 17.12 and 17.11.0. */
    boolean isOfLine(Version first) {
        int common = first.numbers.size() - 1;
        return numbers.size() >= common && numbers.subList(0, common).equals(first.numbers.subList(0, common));
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int difference = Integer.compare(number(i), other.number(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Boolean.compare(other.preview, preview);
    }

    private int number(int place) {
        return place < numbers.size() ? numbers.get(place) : 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
