package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CitationsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "You have 29 days [1].          | You have 29 days [1].      | [1]",
                "Both [2][1].                   | Both [2][1].               | [1, 2]",
                "Both [1, 3].                   | Both [1][3].               | [1, 3]",
                "Wide brackets 【2】.            | Wide brackets [2].         | [2]",
                "Made up [9].                   | Made up.                   | []",
                "Half made up [2, 9].           | Half made up [2].          | [2]",
                "Zero [0] and huge [123456789]. | Zero and huge.             | []",
                "Twice [1] and [1].             | Twice [1] and [1].         | [1]",
                "Not numbers [a] [1a] [].       | Not numbers [a] [1a] [].   | []",
                "A dollar $1 [1] \\1            | A dollar $1 [1] \\1        | [1]"
            })
    void readsMarkers(String answer, String cleaned, String numbers) {
        Citations citations = Citations.read(answer, 3);

        assertThat(citations.answer()).isEqualTo(cleaned);
        assertThat(citations.numbers()).hasToString(numbers);
    }

    @Test
    void anAnswerWithoutMarkersCitesNothing() {
        assertThat(Citations.read("I do not know.", 3).numbers()).isEmpty();
        assertThat(Citations.read("", 0)).isEqualTo(Citations.read("  ", 0));
    }

    @Test
    void aNumberThatIsTooLongForAnyPassageIsNoMarker() {
        assertThat(Citations.read("[12345678901234567890]", 3).numbers()).isEmpty();
    }
}
