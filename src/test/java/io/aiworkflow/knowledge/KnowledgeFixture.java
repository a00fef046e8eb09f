package io.aiworkflow.knowledge;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    KnowledgeBase knowledge(VectorIndexes indexes, Embedder embedder) {
        return new KnowledgeBase(store, follower(indexes, embedder), embedder, ingestion(embedder), PROPERTIES);
    }

    KnowledgeActions actions(VectorIndexes indexes, Embedder embedder) {
        KnowledgeBase knowledge = knowledge(indexes, embedder);
        return new KnowledgeActions(knowledge, new PassageSearch(knowledge, parts(embedder).collections), WORK);
    }

    Ingestion ingestion(Embedder embedder) {
        return parts(embedder).ingestion();
    }

    private IngestionParts parts(Embedder embedder) {
        return new IngestionParts(this, new Embedders(embedder, Optional.empty()));
    }

    IndexFollower follower(VectorIndexes indexes, Embedder embedder) {
        IndexFilling filling = new IndexFilling(store);
        return new IndexFollower(store, indexes, filling, new IndexRebuild(store, indexes, filling), embedder);
    }

    IndexDrift drift(VectorIndexes indexes, Embedder embedder) {
        return new IndexDrift(store, follower(indexes, embedder), embedder);
    }

    /** The documents of the examples folder, by file name. */
    static List<NewDocument> examples() {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(file -> !file.toString().endsWith("questions.txt"))
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
