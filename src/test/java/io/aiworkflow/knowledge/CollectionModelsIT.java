package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.knowledge.DocumentCollections.Change;
import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.Work;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Collections with different embedding models side by side, and on their way from one model to another. */
class CollectionModelsIT {
    private static final Submitter ENGINE = Submitter.ENGINE;
    private static final Work WORK = Work.outsideOfRuns(ENGINE);
    private static final Submitter BERTA = new Submitter("berta", UserRole.USER);
    private static final EmbeddingSpace SMALL = new EmbeddingSpace("small", 64);
    private static final EmbeddingSpace LARGE = new EmbeddingSpace("large", 256);
    private static final CollectionModels.Watcher NOBODY = (passages, all) -> {};

    @TempDir
    Path data;

    private final KnowledgeFixture fixture = new KnowledgeFixture();
    private final WordEmbedder own = new WordEmbedder("words");
    private final ModelWords server = new ModelWords().has("small", 64).has("large", 256);
    private final Embedders embedders = new Embedders(own, Optional.of(server));
    private final DocumentCollections collections = new IngestionParts(fixture, embedders).collections;
    private final Ingestion ingestion = fixture.ingestion(embedders);

    private ModelIndexes indexes;
    private KnowledgeBase knowledge;
    private CollectionModels models;

    @BeforeEach
    void start() {
        indexes = open(data);
        knowledge = fixture.knowledge(indexes, embedders);
        models = fixture.models(indexes, embedders);
    }

    @AfterEach
    void stop() {
        close(indexes);
        fixture.close();
    }

    ModelIndexes open(Path place) {
        return LuceneIndexes.in(place);
    }

    void close(ModelIndexes opened) {
        LuceneIndexes.close(opened);
    }

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

    @Test
    void anotherModelTakesOverOnceItHasEmbeddedEverything() {
        put("moving", "small");
        for (int i = 0; i < 7; i++) {
            index("moving", "doc" + i, sections(3, "Cats sleep and number " + i));
        }
        assertThat(put("moving", "large")).isEqualTo(Change.MODEL_PLANNED);
        assertThat(found("moving")).hasSize(5);
        assertThat(collection("moving").embeddingModel()).isEqualTo("small");

        List<Long> told = new ArrayList<>();
        CollectionModels.Changed changed = models.change("moving", ENGINE, (passages, all) -> told.add(passages));

        assertThat(changed).isEqualTo(new CollectionModels.Changed("large", 256, 21, true));
        assertThat(told).hasSizeGreaterThan(4).isSorted();
        assertThat(server.embeddedBy("large")).hasSize(21).doesNotHaveDuplicates();
        assertThat(found("moving")).hasSize(5);
        assertThat(server.embeddedBy("large")).last().isEqualTo("cats sleep");
        DocumentCollection now = collection("moving");
        assertThat(now.embeddingModel()).isEqualTo("large");
        assertThat(now.dimension()).isEqualTo(256);
        assertThat(now.next()).isNull();
        assertThat(now.previousModel()).isEqualTo("small");
        // The same again is still the same, by the new model.
        assertThat(ingestion
                        .receive(
                                document("moving", "doc0", sections(3, "Cats sleep and number 0"))
                                        .upload(),
                                ENGINE)
                        .state())
                .isEqualTo(Received.State.UNCHANGED);
        assertThat(models.change("moving", ENGINE, NOBODY).changed()).isFalse();
    }

    @Test
    void whatIsKeptOfTheModelBeforeLeadsBackWithoutEmbeddingUntilItIsConfirmed() {
        put("moving", "small");
        index("moving", "a", "Cats sleep all day.");
        put("moving", "large");
        models.change("moving", ENGINE, NOBODY);
        int asked = server.embeddedBy("small").size();

        assertThat(put("moving", "small")).isEqualTo(Change.MODEL_PLANNED);
        assertThat(models.change("moving", ENGINE, NOBODY))
                .isEqualTo(new CollectionModels.Changed("small", 64, 0, true));
        assertThat(found("moving")).containsExactly("a");
        assertThat(server.embeddedBy("small")).hasSize(asked + 1);

        assertThat(code(() -> models.confirm("moving", BERTA))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
        assertThat(models.confirm("moving", ENGINE)).isTrue();
        assertThat(models.confirm("moving", ENGINE)).isFalse();
        assertThat(fixture.store.spaces()).containsExactly(SMALL);
        assertThat(rows("chunk_embedding")).isEqualTo(1);
        assertThat(indexes.of(LARGE).active().position()).isEqualTo(IndexPosition.NONE);
        assertThat(found("moving")).containsExactly("a");
    }

    @Test
    void aCollectionMovesToTheModelInTheEngineAndAwayFromIt() {
        index("default", "a", "Cats sleep all day.");
        put("default", "large");
        assertThat(models.change("default", ENGINE, NOBODY).changed()).isTrue();
        assertThat(found("default")).containsExactly("a");
        assertThat(collection("default").previousModel()).isEqualTo("words");
        models.confirm("default", ENGINE);
        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);

        put("default", "words");
        assertThat(models.change("default", ENGINE, NOBODY).changed()).isTrue();
        assertThat(collection("default").embeddingModel()).isNull();
        assertThat(found("default")).containsExactly("a");
    }

    @Test
    void aChangeThatWasCutOffGoesOnWhereItWas() {
        put("moving", "small");
        for (int i = 0; i < 5; i++) {
            index("moving", "doc" + i, sections(4, "Cats sleep and number " + i));
        }
        put("moving", "large");
        for (int cut = 0; cut < 3; cut++) {
            server.answers(1);
            assertThat(code(() -> models.change("moving", ENGINE, NOBODY))).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
            server.answers(1);
            assertThat(found("moving")).hasSize(5);
            // As another process would, with nothing but what is stored.
            models = fixture.models(indexes, embedders);
        }
        server.answers(Integer.MAX_VALUE);

        assertThat(models.change("moving", ENGINE, NOBODY).embedded())
                .isEqualTo(20 - 3 * IngestionParts.PROPERTIES.batch());
        assertThat(server.embeddedBy("large")).hasSize(20).doesNotHaveDuplicates();
        assertThat(found("moving")).hasSize(5);
    }

    @Test
    void aWrongDimensionOrAPassageThatIsTooLongEndsTheChangeAndSearchesGoOn() {
        put("moving", "small");
        index("moving", "a", "Cats sleep all day.");
        collections.put("moving", settings("large", 100), ENGINE);
        assertThat(code(() -> models.change("moving", ENGINE, NOBODY))).isEqualTo(ErrorCode.DIMENSION_MISMATCH);
        assertThat(found("moving")).containsExactly("a");

        collections.put(
                "long",
                new CollectionSettings(
                        Optional.empty(), Optional.of(900), Optional.of(0), Optional.of("small"), Optional.empty()),
                ENGINE);
        index("long", "b", "Cats sleep. " + "word ".repeat(600));
        collections.put(
                "long",
                new CollectionSettings(
                        Optional.empty(), Optional.of(200), Optional.empty(), Optional.of("words"), Optional.empty()),
                ENGINE);
        InvalidInput refused = catchThrowableOfType(InvalidInput.class, () -> models.change("long", ENGINE, NOBODY));
        assertThat(refused).hasMessageContaining("chunkTokens");
    }

    @Test
    void aPlanCanBeGivenUpAndReplaced() {
        put("moving", "small");
        index("moving", "a", "Cats sleep all day.");
        put("moving", "large");
        assertThat(put("moving", "small")).isEqualTo(Change.DONE);
        assertThat(collection("moving").next()).isNull();
        assertThat(models.change("moving", ENGINE, NOBODY))
                .isEqualTo(new CollectionModels.Changed("small", 64, 0, false));

        put("moving", "large");
        // Other settings leave the plan alone.
        collections.put(
                "moving",
                new CollectionSettings(
                        Optional.empty(), Optional.of(50), Optional.of(0), Optional.empty(), Optional.empty()),
                ENGINE);
        assertThat(collection("moving").next().model()).isEqualTo("large");
        put("moving", "words");
        assertThat(models.change("moving", ENGINE, NOBODY).model()).isEqualTo("words");
        assertThat(server.embeddedBy("large")).isEmpty();
    }

    @Test
    void whatIsIndexedMeanwhileComesAlong() {
        put("moving", "small");
        index("moving", "a", "Cats sleep all day.");
        Received late = ingestion.receive(
                document("moving", "late", sections(9, "Cats sleep late")).upload(), ENGINE);
        UUID document = late.document();
        ingestion.parse(document, 1, ENGINE);
        List<Ingestion.Batch> batches = ingestion.chunk(document, 1);
        ingestion.embed(document, 1, batches.get(0), WORK);
        put("moving", "large");
        models.change("moving", ENGINE, NOBODY);

        // It was begun with the model before, and goes on after the switch.
        batches.forEach(batch -> ingestion.embed(document, 1, batch, WORK));
        ingestion.publish(document, 1, WORK);

        assertThat(found("moving")).contains("a", "late");
        assertThat(fixture.store.count(LARGE)).isEqualTo(2);
        assertThat(server.embeddedBy("large"))
                .filteredOn(text -> !text.equals("cats sleep"))
                .hasSize(10);
    }

    @Test
    void passagesThatStayTheSameKeepTheEmbeddingsOfBothModels() {
        put("moving", "small");
        index("moving", "a", sections(6, "Cats sleep"));
        put("moving", "large");
        models.change("moving", ENGINE, NOBODY);

        index("moving", "a", sections(6, "Cats sleep") + "# Another\n\nDogs bark.\n");
        put("moving", "small");
        assertThat(models.change("moving", ENGINE, NOBODY).embedded()).isEqualTo(1);
        assertThat(server.embeddedBy("large")).hasSize(7);
        assertThat(found("moving")).containsOnly("a");
    }

    @Test
    void searchesDuringAChangeAreNeverEmptyAndNeverMixed() throws Exception {
        put("moving", "small");
        for (int i = 0; i < 12; i++) {
            index("moving", "doc" + i, "Cats sleep and number " + i);
        }
        List<Double> small = scores();
        put("moving", "large");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> changing = threads.submit(() -> {
                for (String model : List.of("large", "small", "words", "large")) {
                    put("moving", model);
                    models.change("moving", ENGINE, NOBODY);
                    models.confirm("moving", ENGINE);
                }
            });
            List<Future<List<List<Double>>>> searching = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> {
                        List<List<Double>> seen = new ArrayList<>();
                        while (!changing.isDone() || seen.isEmpty()) {
                            seen.add(scores());
                        }
                        return seen;
                    }))
                    .toList();
            changing.get();
            List<Double> large = scores();
            put("moving", "words");
            models.change("moving", ENGINE, NOBODY);
            List<List<Double>> allowed = List.of(small, large, scores());
            for (Future<List<List<Double>>> each : searching) {
                assertThat(each.get())
                        .isNotEmpty()
                        .allSatisfy(answer -> assertThat(allowed).contains(answer));
            }
        } finally {
            threads.shutdownNow();
        }
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

    /** For a lock in this database. */
    private void awaitSomebodyWaiting() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Connection other = fixture.database.getConnection()) {
                return JdbcClient.create(new SingleConnectionDataSource(other, true))
                        .sql("""
                                select exists (select
                                                 from pg_stat_activity
                                                where datname = current_database() and wait_event_type = 'Lock')""")
                        .query(Boolean.class)
                        .single();
            }
        });
    }

    /** They tell by which model a passage was found. */
    private List<Double> scores() {
        return knowledge.search("cats sleep and number", "moving", 12).stream()
                .map(passage -> Math.round(passage.score() * 10_000) / 10_000.0)
                .sorted()
                .toList();
    }

    private List<String> found(String collection) {
        return knowledge.search("cats sleep", collection, 5).stream()
                .map(Passage::name)
                .toList();
    }

    private Change put(String collection, String model) {
        return collections.put(collection, settings(model, null), ENGINE);
    }

    private static CollectionSettings settings(String model, Integer dimension) {
        return new CollectionSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(model),
                Optional.ofNullable(dimension));
    }

    private void index(String collection, String name, String text) {
        knowledge.index(document(collection, name, text));
    }

    private static NewDocument document(String collection, String name, String text) {
        return new NewDocument(collection, name, name, text);
    }

    private static String sections(int count, String text) {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            all.append("# Section %d\n\n%s, part %d.\n\n".formatted(i, text, i));
        }
        return all.toString();
    }

    private DocumentCollection collection(String name) {
        return collections.find(name, ENGINE);
    }

    private long rows(String table) {
        return fixture.sql
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static ErrorCode code(ThrowingCallable call) {
        return catchThrowableOfType(EngineException.class, call).code();
    }
}
