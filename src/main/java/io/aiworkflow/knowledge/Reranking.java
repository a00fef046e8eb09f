package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Work;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Has a model put passages into a better order. It only orders: what is relevant at all is decided before, so that a
 * search finds the same with and without a model. Among equals the order stays.
 */
@Component
class Reranking {
    /** A model is given more passages than are wanted, or there would be nothing to choose from. */
    private static final int CANDIDATES_PER_PASSAGE = 3;

    private static final int MOST_CANDIDATES = 20;

    private final PassageRanker ranker;

    Reranking(PassageRanker ranker) {
        this.ranker = ranker;
    }

    /** How many passages to look for when so many are wanted. */
    static int candidates(int limit) {
        return Math.max(limit, Math.min(MOST_CANDIDATES, limit * CANDIDATES_PER_PASSAGE));
    }

    /** The best of the passages; empty when no model could tell. */
    Optional<List<Passage>> best(String question, List<Passage> passages, int limit, Work work) {
        if (passages.size() < 2) {
            return Optional.of(passages);
        }
        return ranker.marks(AnswerPrompt.passages(passages), AnswerPrompt.question(question), passages.size(), work)
                .map(marks -> IntStream.range(0, passages.size())
                        .boxed()
                        .sorted(Comparator.comparing((Integer passage) -> marks.get(passage))
                                .reversed())
                        .limit(limit)
                        .map(passages::get)
                        .toList());
    }
}
