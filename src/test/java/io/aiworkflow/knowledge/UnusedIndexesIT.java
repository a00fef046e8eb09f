package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The index of a model goes when no document is left in it, whatever happens at that moment. */
class UnusedIndexesIT extends ModelsOfCollections {
    private Connection watching;

    @BeforeEach
    void watch() throws SQLException {
        watching = TestDatabase.direct(fixture.database);
    }

    @AfterEach
    void watchNoLonger() throws SQLException {
        watching.close();
    }

    @Test
    void theIndexOfAModelGoesWithTheNextRepairAfterItsLastDocument() {
        put("small-ones", "small");
        put("large-ones", "large");
        index("small-ones", "a", "Cats sleep all day.");
        index("large-ones", "b", "Cats sleep all night.");
        IndexActions care = fixture.care(indexes, embedders);
        knowledge.remove("small-ones", "a");
        assertThat(indexes.others()).containsOnlyKeys(SMALL.label(), LARGE.label());

        assertThat(care.repair("large")).containsEntry("dropped", List.of());
        assertThat(care.repair(null)).containsEntry("dropped", List.of(SMALL.label()));
        assertThat(indexes.others()).containsOnlyKeys(LARGE.label());
        assertThat(care.repair(null)).containsEntry("dropped", List.of());

        assertThat(found("large-ones")).containsExactly("b");
        assertThat(found("small-ones")).isEmpty();
        index("small-ones", "c", "Cats sleep always.");
        assertThat(found("small-ones")).containsExactly("c");
        assertThat(care.repair(null)).containsEntry("dropped", List.of()).containsEntry("repaired", false);
    }

    @Test
    void aProcessThatDiesRightAfterAMoveLeavesNoIndexBehind() {
        put("moving", "small");
        index("moving", "a", "Cats sleep all day.");
        put("moving", "large");
        models.change("moving", ENGINE, NOBODY);
        new JdbcReembedding(fixture.sql, fixture.transactions).confirm("moving", "words");
        assertThat(indexes.others()).containsOnlyKeys(SMALL.label(), LARGE.label());

        fixture.care(indexes, embedders).repair(null);

        assertThat(indexes.others()).containsOnlyKeys(LARGE.label());
        assertThat(found("moving")).containsExactly("a");
    }

    @Test
    void anIndexThatGetsADocumentRightBeforeItIsDroppedStays() {
        put("small-ones", "small");
        index("small-ones", "a", "Cats sleep all day.");
        knowledge.remove("small-ones", "a");
        UnusedIndexes unused = fixture.unused(indexes, embedders);

        CompletableFuture<List<String>> dropping = fixture.transactions.execute(status -> {
            index("small-ones", "b", "Cats sleep always.");
            CompletableFuture<List<String>> begun = CompletableFuture.supplyAsync(unused::drop);
            awaitSomebodyWaiting();
            return begun;
        });

        assertThat(dropping).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(List.of());
        assertThat(indexes.of(SMALL).active().countDocuments()).isEqualTo(1);
        assertThat(found("small-ones")).containsExactly("b");
    }

    @Test
    void aDocumentThatComesWhileItsIndexIsDroppedIsFoundAfterwards() {
        put("small-ones", "small");
        index("small-ones", "a", "Cats sleep all day.");
        knowledge.remove("small-ones", "a");
        List<CompletableFuture<?>> indexing = new ArrayList<>();
        ModelIndexes slow = Interception.onCall(ModelIndexes.class, indexes, "others", others -> {
            VectorIndexes small = ((Map<?, VectorIndexes>) others.call()).get(SMALL.label());
            return Map.of(SMALL.label(), Interception.onCall(VectorIndexes.class, small, "drop", drop -> {
                indexing.add(CompletableFuture.runAsync(() -> index("small-ones", "b", "Cats sleep always.")));
                awaitSomebodyWaiting();
                return drop.call();
            }));
        });

        assertThat(fixture.unused(slow, embedders).drop()).containsExactly(SMALL.label());

        assertThat(indexing.get(0)).succeedsWithin(Duration.ofSeconds(30));
        assertThat(indexes.of(SMALL).active().countDocuments()).isEqualTo(1);
        assertThat(found("small-ones")).containsExactly("b");
    }

    /** For a lock in this database; asked past a pooler, whose places those who wait and who are waited for take. */
    private void awaitSomebodyWaiting() {
        await().until(() -> JdbcClient.create(new SingleConnectionDataSource(watching, true))
                .sql("""
                        select exists (select
                                         from pg_stat_activity
                                        where datname = current_database() and wait_event_type = 'Lock')""")
                .query(Boolean.class)
                .single());
    }
}
