package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.parsing.TestParsers;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.util.unit.DataSize;

/** What takes documents in, on a real database and without Spring. */
final class IngestionParts {
    static final IngestionProperties PROPERTIES = new IngestionProperties(4, 1000, DataSize.ofMegabytes(1));

    final DocumentCollections collections;
    final Library library;
    private final KnowledgeFixture fixture;
    private final Embedders embedders;

    IngestionParts(KnowledgeFixture fixture, Embedders embedders) {
        this(fixture, embedders, space -> {});
    }

    /** @param indexes told of deletions */
    IngestionParts(KnowledgeFixture fixture, Embedders embedders, FollowingLater indexes) {
        this.fixture = fixture;
        this.embedders = embedders;
        this.collections = new DocumentCollections(
                new JdbcCollections(fixture.sql), embedders, KnowledgeFixture.PROPERTIES, fixture.transactions);
        this.library = new Library(
                new JdbcLibrary(fixture.sql, fixture.transactions), collections, embedders, PROPERTIES, indexes);
    }

    Ingestion ingestion() {
        return new Ingestion(
                library,
                fixture.transactions,
                new JdbcDrafts(fixture.sql, new NamedParameterJdbcTemplate(fixture.database)),
                new JdbcPublication(fixture.sql, fixture.transactions),
                collections,
                embedders,
                TestParsers.usual(),
                PROPERTIES);
    }
}
