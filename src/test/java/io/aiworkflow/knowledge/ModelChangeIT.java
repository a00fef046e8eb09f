package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.knowledge.DocumentCollections.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Collections on their way from one embedding model to another. */
class ModelChangeIT extends ModelsOfCollections {
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

    /** They tell by which model a passage was found. */
    private List<Double> scores() {
        return knowledge.search("cats sleep and number", "moving", 12).stream()
                .map(passage -> Math.round(passage.score() * 10_000) / 10_000.0)
                .sorted()
                .toList();
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
}
