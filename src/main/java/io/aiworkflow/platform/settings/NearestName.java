package io.aiworkflow.platform.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody probably meant: one with few letters missing, added, changed or swapped, or a longer one. */
final class NearestName {
    private static final int LEAST_BEGINNING = 8;

    private NearestName() {}

    static Optional<String> of(String name, Collection<String> candidates) {
        int most = Math.max(1, name.length() / 4);
        Optional<String> similar = candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= most)
                .filter(candidate -> edits(name, candidate) <= most)
                .min(Comparator.<String>comparingInt(candidate -> edits(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        return similar.isPresent() || name.length() < LEAST_BEGINNING
                ? similar
                : candidates.stream()
                        .filter(candidate -> candidate.startsWith(name))
                        .min(Comparator.comparingInt(String::length));
    }

    /** How many letters have to be inserted, left out, changed or swapped with their neighbour. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : least(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int least(int[][] edits, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j - 1] + change, Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
