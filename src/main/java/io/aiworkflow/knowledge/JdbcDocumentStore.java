package io.aiworkflow.knowledge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** Documents, chunks and embeddings in PostgreSQL: the truth that every index follows. */
@Repository
class JdbcDocumentStore {
    private static final String EMBEDDED = """
             from document_embedding e join document d on d.id = e.document_id
             where e.embedding_model = :model and (:dimension = 0 or e.dimension = :dimension)""";

    private static final String CHANGED = "select d.id, e.generation, d.chunks " + EMBEDDED;

    private final JdbcClient database;
    private final TransactionOperations transactions;

    JdbcDocumentStore(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** @return whether there was such a document */
    boolean delete(String collection, String name) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            int deleted = database.sql("delete from document where collection = :collection and name = :name")
                    .param("collection", collection)
                    .param("name", name)
                    .update();
            database.sql("update knowledge_base set generation = generation + 1")
                    .update();
            return deleted == 1;
        }));
    }

    /** The models that documents are embedded by, with the length of their embeddings. */
    List<EmbeddingSpace> spaces() {
        return database.sql("""
                        select distinct embedding_model as model, dimension
                          from document_embedding
                         order by embedding_model, dimension""").query(EmbeddingSpace.class).list();
    }

    /**
     * Does something while no document comes into any index or leaves one: each such change takes a generation, for which it
     * has to wait. So it has to be short.
     */
    boolean withoutChanges(BooleanSupplier work) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            database.sql("select id from knowledge_base for update")
                    .query(UUID.class)
                    .single();
            return work.getAsBoolean();
        }));
    }

    /** Where an index of these embeddings has to get to. */
    IndexPosition position(EmbeddingSpace space) {
        String length = space.isOwn() ? "" : "/" + space.dimension();
        return database.sql("select id, generation from knowledge_base")
                .query((row, n) -> new IndexPosition(
                        row.getObject("id", UUID.class) + "/" + space.model() + length + "/" + IndexEntry.FORMAT,
                        row.getLong("generation")))
                .single();
    }

    /** The documents that changed after a generation, in the order of their changes. */
    List<ChangedDocument> changedAfter(long generation, EmbeddingSpace space, int limit) {
        return in(space, CHANGED + " and e.generation > :generation order by e.generation limit :limit")
                .param("generation", generation)
                .param("limit", limit)
                .query(ChangedDocument.class)
                .list();
    }

    List<IndexEntry> entries(List<UUID> documents, EmbeddingSpace space) {
        return in(space, """
                        select d.id, e.generation, d.collection, nullif(d.owner, '') as owner, d.tags, d.title, d.updated_at,
                               c.ordinal, c.hash, c.heading, c.content, x.embedding
                          from document_embedding e
                          join document d on d.id = e.document_id
                          join chunk c on c.document_id = d.id
                          join chunk_embedding x
                            on x.document_id = d.id and x.embedding_model = e.embedding_model
                           and x.dimension = e.dimension and x.hash = c.hash
                         where e.embedding_model = :model and (:dimension = 0 or e.dimension = :dimension)
                           and d.id in (:documents)""")
                .param("documents", documents)
                .query((row, n) -> new IndexEntry(
                        row.getObject("id", UUID.class),
                        row.getLong("generation"),
                        row.getInt("ordinal"),
                        row.getString("hash"),
                        labels(row),
                        String.join("\n", row.getString("title"), row.getString("heading"), row.getString("content")),
                        EmbeddingBytes.vector(row.getBytes("embedding"))))
                .list();
    }

    static IndexLabels labels(ResultSet row) throws SQLException {
        return new IndexLabels(
                row.getString("collection"),
                row.getString("owner"),
                Set.of((String[]) row.getArray("tags").getArray()),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    long count(EmbeddingSpace space) {
        return in(space, "select count(*) " + EMBEDDED).query(Long.class).single();
    }

    /** All documents, for a comparison with what an index holds. */
    List<ChangedDocument> all(EmbeddingSpace space) {
        return in(space, CHANGED).query(ChangedDocument.class).list();
    }

    Set<UUID> ids(EmbeddingSpace space) {
        return new HashSet<>(
                in(space, "select d.id " + EMBEDDED).query(UUID.class).list());
    }

    private JdbcClient.StatementSpec in(EmbeddingSpace space, String statement) {
        return database.sql(statement).param("model", space.model()).param("dimension", space.dimension());
    }

    /**
     * The passages that hits stand for, in the same order, without those that changed since the index saw them. What may be
     * seen is decided here once more, so that an index with wrong labels shows nobody what he may not see.
     */
    List<Passage> passages(List<IndexHit> hits, IndexFilter filter) {
        if (hits.isEmpty()) {
            return List.of();
        }
        Map<List<Object>, Passage> found = new HashMap<>();
        database.sql("""
                        select d.id, d.collection, d.name, d.title, e.generation,
                               c.ordinal, c.heading, c.page, c.start_offset, c.end_offset, c.content
                          from document_embedding e
                          join document d on d.id = e.document_id
                          join chunk c on c.document_id = d.id
                         where (e.document_id, e.generation, c.ordinal) in (:keys)
                           and d.collection = :collection and d.tags @> :tags::text[]
                           and (:owners::text[] is null or d.owner = any(:owners::text[]))
                           and (:documents::uuid[] is null or d.id = any(:documents::uuid[]))
                           and (:from::timestamptz is null or d.updated_at >= :from::timestamptz)
                           and (:until::timestamptz is null or d.updated_at < :until::timestamptz)""")
                .param("collection", filter.collection())
                .param("tags", filter.tags().toArray(String[]::new))
                .param(
                        "owners",
                        filter.owners() == null ? null : filter.owners().toArray(String[]::new))
                .param(
                        "documents",
                        filter.documents().isEmpty() ? null : filter.documents().toArray(UUID[]::new))
                .param("from", time(filter.from()))
                .param("until", time(filter.until()))
                .param(
                        "keys",
                        hits.stream()
                                .map(hit -> new Object[] {hit.document(), hit.generation(), hit.ordinal()})
                                .toList())
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    Passage passage = new Passage(
                            id,
                            row.getString("collection"),
                            row.getString("name"),
                            row.getString("title"),
                            row.getString("heading"),
                            row.getObject("page", Integer.class),
                            row.getInt("start_offset"),
                            row.getInt("end_offset"),
                            row.getString("content"),
                            0);
                    found.put(List.of(id, row.getLong("generation"), row.getInt("ordinal")), passage);
                });
        return hits.stream()
                .filter(hit -> found.containsKey(key(hit)))
                .map(hit -> found.get(key(hit)).withScore(hit.score()))
                .toList();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static List<Object> key(IndexHit hit) {
        return List.of(hit.document(), hit.generation(), hit.ordinal());
    }

    /** A document that an index has to take over. */
    record ChangedDocument(UUID id, long generation, int chunks) {}
}
