package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.knowledge.DocumentCollections.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Collections with different embedding models side by side. */
class CollectionModelsIT extends ModelsOfCollections {
    @Test
    void eachCollectionIsSearchedByItsOwnModel() {
        put("small-ones", "small");
        put("large-ones", "large");
        index("small-ones", "a", "Cats sleep all day.");
        index("large-ones", "b", "Cats sleep all night.");
        index("default", "c", "Cats sleep always.");

        assertThat(found("small-ones")).containsExactly("a");
        assertThat(found("large-ones")).containsExactly("b");
        assertThat(found("default")).containsExactly("c");
        assertThat(server.embeddedBy("small")).filteredOn("cats sleep"::equals).hasSize(1);
        assertThat(indexes.of(SMALL).active().countDocuments()).isEqualTo(1);
        assertThat(indexes.of(LARGE).active().countDocuments()).isEqualTo(1);
        knowledge.remove("small-ones", "a");
        assertThat(found("small-ones")).isEmpty();
        assertThat(found("unknown")).isEmpty();
    }

    @Test
    void aModelThatCannotBeReachedStopsNoOtherCollection() {
        put("small-ones", "small");
        put("large-ones", "large");
        index("small-ones", "a", "Cats sleep all day.");
        index("large-ones", "b", "Cats sleep all night.");
        server.lose("small");

        assertThat(code(() -> found("small-ones"))).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(found("large-ones")).containsExactly("b");
        index("default", "c", "Cats sleep always.");
        assertThat(found("default")).containsExactly("c");
    }

    @Test
    void aModelThatGivesOtherEmbeddingsByNowIsAClearError() {
        put("small-ones", "small");
        index("small-ones", "a", "Cats sleep all day.");
        server.has("small", 65);

        EngineException refused = catchThrowableOfType(EngineException.class, () -> found("small-ones"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DIMENSION_MISMATCH);
        assertThat(refused)
                .hasMessageContaining("'small'")
                .hasMessageContaining("65")
                .hasMessageContaining("64");

        // Named with its new length, it is another model.
        assertThat(collections.put("small-ones", settings("small", 65), ENGINE)).isEqualTo(Change.MODEL_PLANNED);
        assertThat(models.change("small-ones", ENGINE, NOBODY).changed()).isTrue();
        assertThat(found("small-ones")).containsExactly("a");
    }

    @Test
    void theCareOfTheIndexesIsForAllModelsOrForOne() {
        put("small-ones", "small");
        index("small-ones", "a", "Cats sleep all day.");
        index("default", "b", "Cats sleep always.");
        IndexActions care = fixture.care(indexes, embedders);
        VectorIndex small = indexes.of(SMALL).active();
        small.apply(new IndexChange(small.documents(), List.of(), small.position()));

        assertThat(care.compare(null)).containsEntry("documents", 2L).containsEntry("missing", 1L);
        assertThat(care.compare("words")).containsEntry("documents", 1L).containsEntry("missing", 0L);
        assertThat(care.repair("words")).containsEntry("repaired", false);
        assertThat(found("small-ones")).isEmpty();
        assertThat(care.repair("small")).containsEntry("missing", 1L).containsEntry("repaired", true);
        assertThat(found("small-ones")).containsExactly("a");

        assertThat(care.rebuild("small"))
                .containsEntry("model", "small")
                .containsEntry("active", indexes.of(SMALL).sides().active());
        assertThat(indexes.of(SMALL).sides().previous()).isNotNull();
        assertThat(indexes.of(EmbeddingSpace.own("words")).sides().previous()).isNull();
        care.rebuild(null);
        assertThat(indexes.of(EmbeddingSpace.own("words")).sides().previous()).isNotNull();
        assertThat(care.revert("small")).containsEntry("changed", true);
        assertThat(care.confirm(null)).containsEntry("changed", true).containsEntry("model", "words");
        assertThat(care.confirm(null)).containsEntry("changed", false);
        assertThat((List<?>) care.status(null).get("indexes")).hasSize(2);
        assertThat(code(() -> care.compare("unknown"))).isEqualTo(ErrorCode.INVALID_INPUT);
    }
}
