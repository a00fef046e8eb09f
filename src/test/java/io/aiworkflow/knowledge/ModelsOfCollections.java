package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.knowledge.DocumentCollections.Change;
import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Some collections, two models on a server and the one in this process, and what tests do with them. */
abstract class ModelsOfCollections {
    static final Submitter ENGINE = Submitter.ENGINE;
    static final Work WORK = Work.outsideOfRuns(ENGINE);
    static final Submitter BERTA = new Submitter("berta", UserRole.USER);
    static final EmbeddingSpace SMALL = new EmbeddingSpace("small", 64);
    static final EmbeddingSpace LARGE = new EmbeddingSpace("large", 256);
    static final CollectionModels.Watcher NOBODY = (passages, all) -> {};

    @TempDir
    Path data;

    final KnowledgeFixture fixture = new KnowledgeFixture();
    final WordEmbedder own = new WordEmbedder("words");
    final ModelWords server = new ModelWords().has("small", 64).has("large", 256);
    final Embedders embedders = new Embedders(own, Optional.of(server));
    final DocumentCollections collections = new IngestionParts(fixture, embedders).collections;
    final Ingestion ingestion = fixture.ingestion(embedders);

    ModelIndexes indexes;
    KnowledgeBase knowledge;
    CollectionModels models;

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

    List<String> found(String collection) {
        return knowledge.search("cats sleep", collection, 5).stream()
                .map(Passage::name)
                .toList();
    }

    Change put(String collection, String model) {
        return collections.put(collection, settings(model, null), ENGINE);
    }

    static CollectionSettings settings(String model, Integer dimension) {
        return new CollectionSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(model),
                Optional.ofNullable(dimension));
    }

    void index(String collection, String name, String text) {
        knowledge.index(document(collection, name, text));
    }

    static NewDocument document(String collection, String name, String text) {
        return new NewDocument(collection, name, name, text);
    }

    static ErrorCode code(ThrowingCallable call) {
        return catchThrowableOfType(EngineException.class, call).code();
    }
}
