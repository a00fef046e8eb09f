package io.aiworkflow.knowledge;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a passage has to do with a question at all, so that nothing is shown when the documents do not say anything.
 * A passage does when its meaning is close enough, or when it holds most of the words that the question is about: of a
 * mere number or name an embedding knows nothing.
 */
final class Relevance {
    private static final double WORDS_NEEDED = 0.75;

    private final double minimumScore;
    private final List<String> words;

    Relevance(String question, double minimumScore) {
        this.words = SearchWords.ofQuestion(question);
        this.minimumScore = minimumScore;
    }

    boolean of(Passage passage) {
        return passage.score() >= minimumScore || holdsTheWords(passage);
    }

    private boolean holdsTheWords(Passage passage) {
        Set<String> there =
                new HashSet<>(SearchWords.of(String.join("\n", passage.title(), passage.heading(), passage.text())));
        long found = words.stream().filter(there::contains).count();
        return found > 0 && found >= WORDS_NEEDED * words.size();
    }
}
