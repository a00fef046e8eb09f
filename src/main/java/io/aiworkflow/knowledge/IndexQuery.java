package io.aiworkflow.knowledge;

import java.util.List;

/**
 * What is looked for.
 *
 * @param vector the question's embedding, of length 1; hits are given their similarity to it in every mode
 * @param text the question itself, for its words
 * @param limit how many hits at most
 */
public record IndexQuery(float[] vector, String text, SearchMode mode, IndexFilter filter, int limit) {
    /** With fewer candidates the graph search misses a good part of the closest chunks. */
    private static final int MINIMUM_CANDIDATES = 100;

    private static final int CANDIDATES_PER_HIT = 10;

    /** A whole document may be the question. More words cost time and find nothing else. */
    private static final int MOST_WORDS = 256;

    /** How many chunks each of the two rankings brings before they become one. */
    public int candidates() {
        return Math.max(MINIMUM_CANDIDATES, CANDIDATES_PER_HIT * limit);
    }

    /**
     * How many of the words a chunk must hold to be ranked by them. Beside a ranking by meaning that is half of them: one
     * word of many says little, and would put what is not meant before what is.
     */
    public int wordsNeeded() {
        return mode == SearchMode.HYBRID ? (words().size() + 1) / 2 : 1;
    }

    public boolean byMeaning() {
        return mode != SearchMode.WORDS;
    }

    /** The words to look for; none when only the meaning counts. */
    public List<String> words() {
        return mode == SearchMode.DENSE
                ? List.of()
                : SearchWords.ofQuestion(text).stream().limit(MOST_WORDS).toList();
    }
}
