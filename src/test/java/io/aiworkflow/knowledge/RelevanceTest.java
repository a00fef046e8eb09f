package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RelevanceTest {
    @Test
    void aCloseMeaningIsEnough() {
        assertThat(new Relevance("anything", 0.3).of(passage("other words", 0.3)))
                .isTrue();
        assertThat(new Relevance("anything", 0.3).of(passage("other words", 0.29)))
                .isFalse();
    }

    @Test
    void mostOfTheWordsAreEnough() {
        Passage invoice = passage("Invoice NH-2026-20417 is due.", 0.1);

        assertThat(new Relevance("NH-2026-20417", 0.3).of(invoice)).isTrue();
        assertThat(new Relevance("Is the invoice NH-2026-20417 paid?", 0.3).of(invoice))
                .isTrue();
        assertThat(new Relevance("Who paid the invoice?", 0.3).of(invoice)).isFalse();
    }

    @Test
    void wordsOfTitleAndHeadingCount() {
        assertThat(new Relevance("Aurora descaling vinegar", 0.3).of(passage("Never use vinegar.", 0)))
                .isTrue();
    }

    @Test
    void aQuestionWithoutWordsIsAnsweredByMeaningOnly() {
        assertThat(new Relevance("???", 0.3).of(passage("words", 0.1))).isFalse();
    }

    private static Passage passage(String text, double score) {
        return new Passage(
                new UUID(0, 1), "default", "a.md", "Aurora 300", "Descaling", null, 0, text.length(), text, score);
    }
}
