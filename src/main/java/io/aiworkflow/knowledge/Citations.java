package io.aiworkflow.knowledge;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the citations in a model's answer: markers such as [2] or [1, 3]. Numbers that stand for no passage are taken
 * out of the answer; whether a cited passage really supports the sentence is not checked.
 *
 * @param answer the answer with valid markers only, one number in each
 * @param numbers the passages that it cites, from 1
 */
record Citations(String answer, SortedSet<Integer> numbers) {
    private static final Pattern MARKER =
            Pattern.compile("(\\s*)[\\[【]\\s*(\\d{1,9}(?:\\s*[,;]\\s*\\d{1,9})*)\\s*[\\]】]");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static Citations read(String answer, int passages) {
        SortedSet<Integer> cited = new TreeSet<>();
        StringBuilder cleaned = new StringBuilder();
        Matcher marker = MARKER.matcher(answer);
        while (marker.find()) {
            StringBuilder valid = new StringBuilder();
            Matcher number = NUMBER.matcher(marker.group(2));
            while (number.find()) {
                int n = Integer.parseInt(number.group());
                if (n >= 1 && n <= passages) {
                    cited.add(n);
                    valid.append('[').append(n).append(']');
                }
            }
            String kept = valid.isEmpty() ? "" : marker.group(1) + valid;
            marker.appendReplacement(cleaned, Matcher.quoteReplacement(kept));
        }
        marker.appendTail(cleaned);
        return new Citations(cleaned.toString().strip(), cited);
    }
}
