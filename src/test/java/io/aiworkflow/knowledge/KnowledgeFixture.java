package io.aiworkflow.knowledge;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.testsupport.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A knowledge base on a real database, without Spring. */
final class KnowledgeFixture implements AutoCloseable {
    static final KnowledgeProperties PROPERTIES = new KnowledgeProperties(200, 30, 0.3);

    static final WorkOrigin WORK = exchange -> Work.outsideOfRuns(Submitter.ENGINE);

    final HikariDataSource database = TestDatabase.migrated();
    final JdbcClient sql = JdbcClient.create(database);
    final TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
    final JdbcDocumentStore store = new JdbcDocumentStore(sql, transactions);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<ModelIndexes, IndexFollower> followers = new HashMap<>();

    /** The model in this process alone. */
    static Embedders only(Embedder embedder) {
        return new Embedders(embedder, Optional.empty());
    }

    KnowledgeBase knowledge(ModelIndexes indexes, Embedders embedders) {
        IngestionParts parts = new IngestionParts(this, embedders);
        return new KnowledgeBase(
                store,
                follower(indexes),
                new IndexSpaces(store, embedders),
                parts.collections,
                embedders,
                parts.ingestion(),
                PROPERTIES);
    }

    KnowledgeActions actions(ModelIndexes indexes, Embedders embedders) {
        return new KnowledgeActions(knowledge(indexes, embedders), search(indexes, embedders), WORK);
    }

    PassageSearch search(ModelIndexes indexes, Embedders embedders) {
        return new PassageSearch(
                knowledge(indexes, embedders),
                new IngestionParts(this, embedders).collections,
                new Reranking((passages, question, count, work) -> Optional.empty()));
    }

    Ingestion ingestion(Embedders embedders) {
        return new IngestionParts(this, embedders).ingestion();
    }

    /** One for all who use the same indexes, as in an engine. */
    IndexFollower follower(ModelIndexes indexes) {
        return followers.computeIfAbsent(indexes, some -> {
            IndexFilling filling = new IndexFilling(store);
            return new IndexFollower(store, some, filling, new IndexRebuild(store, some, filling));
        });
    }

    IndexDrift drift(ModelIndexes indexes) {
        return new IndexDrift(new JdbcChunkHashes(sql), store, follower(indexes));
    }

    IndexMeters meters(ModelIndexes indexes, Embedders embedders) {
        return new IndexMeters(meters, indexes, new IndexSpaces(store, embedders), store, new JdbcChunkHashes(sql));
    }

    IndexActions care(ModelIndexes indexes, Embedders embedders) {
        return new IndexActions(
                indexes,
                new IndexSpaces(store, embedders),
                follower(indexes),
                drift(indexes),
                unused(indexes, embedders),
                meters(indexes, embedders));
    }

    UnusedIndexes unused(ModelIndexes indexes, Embedders embedders) {
        return new UnusedIndexes(indexes, new IndexSpaces(store, embedders), follower(indexes), store);
    }

    CollectionModels models(ModelIndexes indexes, Embedders embedders) {
        return new CollectionModels(
                new JdbcReembedding(sql, transactions),
                new IngestionParts(this, embedders).collections,
                embedders,
                follower(indexes),
                unused(indexes, embedders),
                IngestionParts.PROPERTIES);
    }

    /** The text documents of the examples folder, by file name. */
    static List<NewDocument> examples() {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(file -> !file.toString().endsWith("questions.txt")
                            && !file.toString().endsWith(".pdf"))
                    .sorted()
                    .map(file -> NewDocument.of("default", file.getFileName().toString(), null, read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
