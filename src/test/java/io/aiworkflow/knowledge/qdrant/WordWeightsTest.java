package io.aiworkflow.knowledge.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordWeightsTest {
    @Test
    void repeatedWordsWeighMoreButLessAndLess() {
        float once = weight("pump");
        float twice = weight("pump pump");
        float often = weight("pump ".repeat(10).strip());

        assertThat(twice).isGreaterThan(once).isLessThan(2 * once);
        assertThat(often).isGreaterThan(twice).isLessThan(2.2f);
    }

    @Test
    void aWordWeighsOneInAChunkOfUsualLengthAndLessInALongerOne() {
        WordWeights usual = WordWeights.ofChunk("pump " + "filler ".repeat(119));
        WordWeights longer = WordWeights.ofChunk("pump " + "filler ".repeat(400));

        assertThat(weightOf("pump", usual)).isCloseTo(1, within(1e-6f));
        assertThat(weightOf("pump", longer)).isLessThan(1);
    }

    @Test
    void eachWordOfAQuestionCountsOnceAndIndicesAscend() {
        WordWeights weights = WordWeights.ofQuestion(List.of("pump", "grinder", "milk"));

        assertThat(weights.values()).containsOnly(1);
        assertThat(weights.indices()).hasSize(3).isSorted();
        assertThat(Arrays.stream(weights.indices())).allMatch(index -> index >= 0 && index <= 0xFFFF_FFFFL);
    }

    @Test
    void aWordStaysInItsDimensionForAsLongAsIndexesLive() {
        assertThat(WordWeights.dimension("")).isEqualTo(0x811C9DC5L);
        assertThat(WordWeights.dimension("a")).isEqualTo(0xE40C292CL);
        assertThat(WordWeights.dimension("foobar")).isEqualTo(0xBF9CF968L);
    }

    private static float weight(String text) {
        return WordWeights.ofChunk(text).values()[0];
    }

    private static float weightOf(String word, WordWeights weights) {
        for (int i = 0; i < weights.indices().length; i++) {
            if (weights.indices()[i] == WordWeights.dimension(word)) {
                return weights.values()[i];
            }
        }
        throw new AssertionError("there is no weight of " + word);
    }
}
