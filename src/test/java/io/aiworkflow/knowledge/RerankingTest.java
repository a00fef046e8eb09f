package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RerankingTest {
    private static final Work WORK = Work.outsideOfRuns(Submitter.ENGINE);
    private static final List<Passage> PASSAGES = List.of(passage("one"), passage("two"), passage("three"));

    @Test
    void theBestMarksComeFirstAndEqualsStayInOrder() {
        assertThat(best(List.of(3, 7, 3), 3)).contains(List.of("two", "one", "three"));
        assertThat(best(List.of(0, 0, 0), 2)).contains(List.of("one", "two"));
    }

    @Test
    void withoutMarksThereIsNoOrder() {
        assertThat(new Reranking((passages, question, count, work) -> Optional.empty()).best("?", PASSAGES, 3, WORK))
                .isEmpty();
    }

    @Test
    void aSinglePassageNeedsNoModel() {
        Reranking reranking = new Reranking((passages, question, count, work) -> {
            throw new AssertionError("nobody has to be asked");
        });
        assertThat(reranking.best("?", PASSAGES.subList(0, 1), 3, WORK)).contains(PASSAGES.subList(0, 1));
    }

    @Test
    void moreAreLookedForThanAreWanted() {
        assertThat(Reranking.candidates(1)).isEqualTo(3);
        assertThat(Reranking.candidates(10)).isEqualTo(20);
        assertThat(Reranking.candidates(20)).isEqualTo(20);
    }

    private static Optional<List<String>> best(List<Integer> marks, int limit) {
        return new Reranking((passages, question, count, work) -> {
                    assertThat(count).isEqualTo(PASSAGES.size());
                    return Optional.of(marks);
                })
                .best("?", PASSAGES, limit, WORK)
                .map(best -> best.stream().map(Passage::text).toList());
    }

    private static Passage passage(String text) {
        return new Passage(UUID.randomUUID(), "c", text, "", "", null, 0, text.length(), text, 0.5);
    }
}
