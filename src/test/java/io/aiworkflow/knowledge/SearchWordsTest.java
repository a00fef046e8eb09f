package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The doctor's certificate | the doctor certificate",
                "Tomás Rey's Straße, ÉCOLE | tomas rey strasse ecole",
                "NH-2026-20417 costs 4,226.88 euros. | nh 2026 20417 costs 4,226.88 euros",
                "from 10:00 to 15:00, 1.2.3. | from 10:00 to 15:00 1.2.3",
                "orders.customer_reference e.g. x@y.org | orders customer reference e g x y org",
                "日本 語 | 日 本 語",
                "🚀 --- ??? | ''"
            })
    void cutsTextIntoWords(String text, String words) {
        assertThat(String.join(" ", SearchWords.of(text))).isEqualTo(words);
    }

    @Test
    void leavesOutOfAQuestionWhatOnlyAsks() {
        assertThat(SearchWords.ofQuestion("What is the limit for hotels, and for HOTELS in Austria?"))
                .containsExactly("limit", "hotels", "austria");
        assertThat(SearchWords.ofQuestion("Wie lange ist die Kündigungsfrist?"))
                .containsExactly("lange", "kundigungsfrist");
        assertThat(SearchWords.ofQuestion("Who is who?")).containsExactly("who", "is");
    }

    @Test
    void noWordIsLongerThanAnIndexCanTakeAndNoTextBreaksIt() {
        assertThat(SearchWords.of("x".repeat(100_000)))
                .singleElement()
                .satisfies(word -> assertThat(word).hasSize(64));
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            assertThat(SearchWords.of(RandomDocument.make(random)))
                    .allSatisfy(word -> assertThat(word).isNotBlank());
        }
    }
}
