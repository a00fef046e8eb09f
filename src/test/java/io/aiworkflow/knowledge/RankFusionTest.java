package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankFusionTest {
    @Test
    void whatSeveralRankingsFindGoesBeforeWhatOneFinds() {
        assertThat(RankFusion.fuse(List.of(List.of("a", "b", "c"), List.of("b", "d")), 10))
                .containsExactly("b", "a", "d", "c");
    }

    @Test
    void firstPlacesCountMoreThanTwoLatePlaces() {
        List<String> one = List.of("a", "x", "y", "z", "b");
        List<String> other = List.of("c", "u", "v", "w", "b");

        // 1/2 for a first place, 1/6 + 1/6 for two fifth ones.
        assertThat(RankFusion.fuse(List.of(one, other), 2)).containsExactly("a", "c");
    }

    @Test
    void oneRankingKeepsItsOrder() {
        assertThat(RankFusion.fuse(List.of(List.of(3, 1, 2)), 2)).containsExactly(3, 1);
        assertThat(RankFusion.fuse(List.of(), 2)).isEmpty();
    }
}
