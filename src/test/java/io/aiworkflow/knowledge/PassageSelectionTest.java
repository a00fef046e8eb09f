package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PassageSelectionTest {
    private static final String TEXT = "abcdefghij".repeat(400);
    private static final UUID DOCUMENT = new UUID(0, 1);

    @Test
    void keepsTheOrderAndTheLimit() {
        List<Passage> selected =
                PassageSelection.select(List.of(passage(0, 11, 0.9), passage(20, 32, 0.8), passage(40, 53, 0.7)), 2);

        assertThat(selected).extracting(Passage::score).containsExactly(0.9, 0.8);
    }

    @Test
    void neighboursThatOverlapBecomeOnePassage() {
        List<Passage> selected = PassageSelection.select(
                List.of(passage(100, 203, 0.9), passage(500, 612, 0.8), passage(180, 300, 0.7)), 5);

        assertThat(selected).hasSize(2);
        assertThat(selected.get(0).start()).isEqualTo(100);
        assertThat(selected.get(0).end()).isEqualTo(300);
        assertThat(selected.get(0).text()).isEqualTo(TEXT.substring(100, 300));
        assertThat(selected.get(0).score()).isEqualTo(0.9);
    }

    @Test
    void aPassageInsideAnotherAddsNothing() {
        List<Passage> selected = PassageSelection.select(List.of(passage(150, 160, 0.9), passage(100, 203, 0.8)), 5);

        assertThat(selected).hasSize(1);
        assertThat(selected.get(0).text()).isEqualTo(TEXT.substring(100, 203));
    }

    @Test
    void neverShowsTheSameTextTwiceEvenWhenAPassageJoinsTwoOthers() {
        List<Passage> selected = PassageSelection.select(
                List.of(passage(0, 103, 0.9), passage(150, 257, 0.8), passage(90, 160, 0.7)), 5);

        for (Passage one : selected) {
            assertThat(selected).noneMatch(other -> other != one && other.overlaps(one));
        }
    }

    @Test
    void aPassageDoesNotGrowWithoutEnd() {
        List<Passage> selected = PassageSelection.select(
                List.of(passage(0, 1500, 0.9), passage(1400, 2900, 0.8), passage(3000, 3007, 0.7)), 5);

        assertThat(selected).extracting(Passage::end).containsExactly(1500, 3007);
    }

    @Test
    void theSameTextInAnotherDocumentIsShownOnce() {
        Passage copy =
                new Passage(new UUID(0, 2), "default", "copy.md", "Copy", "", null, 0, 11, TEXT.substring(0, 11), 0.9);

        assertThat(PassageSelection.select(List.of(passage(0, 11, 0.9), copy), 5))
                .hasSize(1);
    }

    private static Passage passage(int start, int end, double score) {
        return new Passage(DOCUMENT, "default", "a.md", "A", "", null, start, end, TEXT.substring(start, end), score);
    }
}
