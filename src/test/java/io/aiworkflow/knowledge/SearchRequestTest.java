package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.InvalidInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRequestTest {
    private static final String ID = "01a213c3-b37d-788d-9c68-300949f63706";

    @Test
    void takesTheUsualForWhatIsNotGiven() {
        SearchRequest asked = SearchRequest.of("Why?", " ", null, Map.of("mode", "", "tags", " ")::get);

        assertThat(asked).isEqualTo(new SearchRequest("Why?", IndexFilter.in("default"), SearchMode.HYBRID, 5, false));
    }

    @Test
    void readsListsAsSuchAndAsTextWithCommas() {
        SearchRequest lists =
                SearchRequest.of("Why?", "a", 3, Map.of("documents", List.of(ID), "tags", List.of("x", "y, z"))::get);
        SearchRequest texts = SearchRequest.of("Why?", "a", 3, Map.of("documents", ID, "tags", "x, y,x")::get);

        assertThat(lists.filter().documents()).containsExactly(UUID.fromString(ID));
        assertThat(lists.filter().tags()).containsExactlyInAnyOrder("x", "y, z");
        assertThat(texts.filter().documents()).containsExactly(UUID.fromString(ID));
        assertThat(texts.filter().tags()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void readsTimesWithTheirOffset() {
        SearchRequest asked = SearchRequest.of(
                "Why?", "a", 100, Map.of("from", "2026-05-01T02:00:00+02:00", "until", "2026-05-02T00:00:00Z")::get);

        assertThat(asked.filter().from()).isEqualTo(Instant.parse("2026-05-01T00:00:00Z"));
        assertThat(asked.filter().until()).isEqualTo(Instant.parse("2026-05-02T00:00:00Z"));
        assertThat(asked.limit()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "mode, DENSE",
        "mode, everything",
        "documents, 17",
        "from, yesterday",
        "from, 2026-13-01T00:00:00Z",
        "until, 2026-05-01"
    })
    void refusesWhatCannotBeRead(String name, String value) {
        assertThatThrownBy(() -> SearchRequest.of("Why?", "a", 1, Map.of(name, value)::get))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void refusesAnEmptyQuestionATimeThatEndsBeforeItBeginsAndListsOfOtherThings() {
        assertThatThrownBy(() -> SearchRequest.of(" ", "a", 1, name -> null)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SearchRequest.of(
                        "Why?", "a", 1, Map.of("from", "2026-05-02T00:00:00Z", "until", "2026-05-01T00:00:00Z")::get))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SearchRequest.of("Why?", "a", 1, Map.of("tags", List.of(1))::get))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> DocumentTags.of("x".repeat(61))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void tagsAreStoredOnceAndInOrder() {
        assertThat(DocumentTags.of("b, a,,b ")).containsExactly("a", "b");
        assertThat(DocumentTags.of(null)).isEmpty();
    }
}
