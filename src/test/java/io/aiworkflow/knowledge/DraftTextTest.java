package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DraftTextTest {
    @Test
    void aPlaceIsOnTheLastPageThatBeginsBeforeIt() {
        DraftText text = new DraftText("first second", List.of(0, 6));
        assertThat(text.page(0)).isEqualTo(1);
        assertThat(text.page(5)).isEqualTo(1);
        assertThat(text.page(6)).isEqualTo(2);
        assertThat(text.page(11)).isEqualTo(2);
    }

    @Test
    void pagesWithoutTextCount() {
        DraftText text = new DraftText("third fifth", List.of(0, 0, 0, 6, 6));
        assertThat(text.page(0)).isEqualTo(3);
        assertThat(text.page(5)).isEqualTo(3);
        assertThat(text.page(6)).isEqualTo(5);
    }

    @Test
    void whatStandsBeforeTheFirstPageIsOnIt() {
        assertThat(new DraftText("a b", List.of(2)).page(0)).isEqualTo(1);
        assertThat(new DraftText("a b", List.of()).page(0)).isNull();
    }
}
