package io.aiworkflow.knowledge.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexFilter;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.IndexedChunk;
import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.knowledge.SearchMode;
import io.aiworkflow.knowledge.VectorIndexContract;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import io.aiworkflow.testsupport.qdrant.FakeQdrant.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QdrantVectorIndexesTest extends VectorIndexContract {
    private static final String SEARCH = "/points/query";

    private final FakeQdrant qdrant = FakeQdrant.start();
    private QdrantModelIndexes models;
    private QdrantVectorIndexes indexes;

    @BeforeEach
    void create() {
        models = new QdrantModelIndexes(client(), "aiworkflow", "/qdrant/snapshots");
        indexes = models.own();
    }

    @AfterEach
    void everyRequestWasOneThatQdrantKnows() {
        qdrant.close();
        assertThat(qdrant.refused()).isEmpty();
    }

    @Override
    protected ModelIndexes models() {
        return models;
    }

    @Test
    void eachModelHasAnAliasOfItsOwn() {
        EmbeddingSpace space = new EmbeddingSpace("nomic-embed-text", 2);
        add(1, entry(ONE, 0, "default", axis(0)));
        models.of(space)
                .active()
                .apply(new IndexChange(
                        List.of(),
                        List.of(entry(TWO, 0, "default", new float[] {1, 0})),
                        new IndexPosition("base", 1)));

        String alias = "aiworkflow_" + space.label();
        assertThat(qdrant.aliased("aiworkflow")).isEqualTo("aiworkflow-1");
        assertThat(qdrant.aliased(alias)).isEqualTo(alias + "-1");
        assertThat(indexes.sides().previous()).isNull();
    }

    @Test
    void theCollectionsOfAnotherEngineAreNotTakenForThoseOfAModel() {
        EmbeddingSpace space = new EmbeddingSpace("small", 2);
        IndexChange change = new IndexChange(List.of(), List.of(), new IndexPosition("base", 1));
        for (String name : List.of("aiworkflow_test", "other", "aiworkflow")) {
            QdrantModelIndexes engine = new QdrantModelIndexes(client(), name, "/qdrant/snapshots");
            engine.own().active().apply(change);
            engine.of(space).active().apply(change);
        }

        assertThat(models.others()).containsOnlyKeys(space.label());
        models.others().get(space.label()).drop();

        assertThat(models.others()).isEmpty();
        assertThat(qdrant.aliased("aiworkflow_test_" + space.label())).isNotNull();
        assertThat(qdrant.aliased("other_" + space.label())).isNotNull();
    }

    @Test
    void hybridSearchIsOneRequestWithTheFilterInBothRankings() {
        add(1, entry(ONE, 1, 0, "default", "a grinder", axis(0)));
        IndexFilter filter = IndexFilter.in("default").ownedBy(Set.of("ann"));

        index().search(new IndexQuery(axis(0), "grinder", SearchMode.HYBRID, filter, 5));

        List<Seen> searches = qdrant.requests("POST", SEARCH);
        assertThat(searches).hasSize(1);
        JsonNode request = searches.get(0).body();
        assertThat(request.path("prefetch")).hasSize(2).allSatisfy(ranking -> {
            assertThat(ranking.path("filter").toString()).contains("\"owner\"", "ann", "\"collection\"");
            assertThat(ranking.path("limit").asInt()).isGreaterThanOrEqualTo(100);
        });
        assertThat(request.at("/query/fusion").asText()).isEqualTo("rrf");
    }

    @Test
    void noTextIsHandedOver() {
        add(1, entry(ONE, 1, 0, "default", "a very private sentence", axis(0)));

        assertThat(qdrant.requests().toString()).doesNotContain("private", "sentence");
    }

    @Test
    void everyChangeIsWaitedFor() {
        add(1, entry(ONE, 0, "default", axis(0)));
        index().apply(new IndexChange(List.of(ONE), List.of(), new IndexPosition("base", 2)));

        assertThat(qdrant.requests())
                .filteredOn(request ->
                        request.path().endsWith("/points") && request.method().equals("PUT")
                                || request.path().endsWith("/points/delete")
                                || request.path().endsWith("/index"))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.query()).isEqualTo("wait=true"));
    }

    @Test
    void aProcessThatIsBehindTakesNothingBackFromOneThatIsFurtherOn() {
        QdrantVectorIndexes behind = another();
        add(1, entry(ONE, 1, 0, "default", "", axis(0)));
        index().apply(new IndexChange(
                List.of(ONE), List.of(entry(ONE, 7, 0, "default", "", axis(1))), new IndexPosition("base", 7)));

        behind.active()
                .apply(new IndexChange(
                        List.of(ONE), List.of(entry(ONE, 5, 0, "default", "", axis(2))), new IndexPosition("base", 5)));

        assertThat(search(axis(1), "default", 5))
                .extracting(IndexHit::generation)
                .contains(7L);
        // It is behind, so it is followed again and loses nothing by it.
        assertThat(index().position()).isEqualTo(new IndexPosition("base", 5));
    }

    @Test
    void anotherProcessSeesTheSwitchAndCanWriteAtOnce() {
        QdrantVectorIndexes elsewhere = another();
        add(1, entry(ONE, 0, "default", axis(0)));
        elsewhere
                .active()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(1))), new IndexPosition("base", 2)));
        assertThat(index().documents()).containsExactlyInAnyOrder(ONE, TWO);

        indexes.building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(1))), new IndexPosition("base", 3)));
        indexes.activate();

        assertThat(elsewhere.sides().active()).isEqualTo("aiworkflow-2");
        assertThat(elsewhere.active().documents()).containsExactly(TWO);
        assertThat(qdrant.aliased("aiworkflow")).isEqualTo("aiworkflow-2");
    }

    @Test
    void aProcessThatMissedASwitchLooksAgainWhenItsCollectionIsGone() {
        QdrantVectorIndexes elsewhere = another();
        add(1, entry(ONE, 0, "default", axis(0)));
        assertThat(elsewhere.active().countDocuments()).isEqualTo(1);
        indexes.building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(1))), new IndexPosition("base", 3)));
        indexes.activate();
        indexes.confirm();

        elsewhere.active().position();

        assertThat(elsewhere.active().position()).isEqualTo(new IndexPosition("base", 3));
        assertThat(qdrant.collections()).containsExactly("aiworkflow-2");
    }

    @Test
    void theSwitchIsOneRequest() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes.building().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 3)));
        indexes.activate();

        List<Seen> changes = qdrant.requests("POST", "/collections/aliases");
        assertThat(changes.get(changes.size() - 1).body().path("actions")).hasSize(2);
    }

    @Test
    void aCollectionThatWasLostIsMadeAgain() {
        add(1, entry(ONE, 0, "default", axis(0)));
        qdrant.lose("aiworkflow-1");

        assertThat(search(axis(0), "default", 5)).isEmpty();
        assertThat(index().position()).isEqualTo(IndexPosition.NONE);
        add(2, entry(TWO, 0, "default", axis(0)));

        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(TWO);
        assertThat(qdrant.aliased("aiworkflow")).isEqualTo("aiworkflow-1");
    }

    @Test
    void aCollectionWithoutItsIndexesGetsThemWhenItIsFirstUsed() {
        add(1, entry(ONE, 0, "default", axis(0)));
        int before = qdrant.requests("PUT", "/index").size();

        assertThat(another().active().countDocuments()).isEqualTo(1);

        assertThat(qdrant.requests("PUT", "/index")).hasSize(2 * before);
    }

    @Test
    void aSnapshotIsRestoredOnlyWithItsChecksum() {
        add(1, entry(ONE, 0, "default", axis(0)));

        indexes.snapshots().restore(indexes.snapshots().take().name());

        assertThat(qdrant.requests("PUT", "/recover")
                        .get(0)
                        .body()
                        .path("checksum")
                        .asText())
                .hasSize(64);
    }

    @Test
    void aPointThatNoEngineWroteIsNobodysAndCanBeTakenOut() {
        add(1, entry(ONE, 0, "default", axis(0)));
        client().call(
                        "PUT",
                        "/collections/aiworkflow-1/points?wait=true",
                        Map.of("points", List.of(Map.of("id", 7, "vector", Map.of(), "payload", Map.of("a", "b")))));
        List<IndexedChunk> foreign = new ArrayList<>();
        index().scan(page -> page.stream()
                .filter(chunk -> chunk.document().equals(IndexedChunk.NOBODY))
                .forEach(foreign::add));
        assertThat(foreign).hasSize(1);

        index().mend(foreign, List.of());

        assertThat(index().countChunks()).isEqualTo(1);
    }

    private QdrantVectorIndexes another() {
        return new QdrantVectorIndexes(client(), "aiworkflow", "/qdrant/snapshots");
    }

    private QdrantClient client() {
        return new QdrantClient(QdrantIndexes.properties(qdrant.url(), "", "", Duration.ofSeconds(30)));
    }
}
