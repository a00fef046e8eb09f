package io.aiworkflow.knowledge;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the database says that an index should hold, without the texts and embeddings themselves. */
@Repository
class JdbcChunkHashes {
    private final JdbcClient database;

    JdbcChunkHashes(JdbcClient database) {
        this.database = database;
    }

    /** Those of the documents that there are, as they are embedded by this model. */
    Map<UUID, StoredDocument> of(Collection<UUID> documents, EmbeddingSpace space) {
        Map<UUID, StoredDocument> found = new HashMap<>();
        database.sql("""
                        select e.document_id, e.generation, c.ordinal, c.hash,
                               d.collection, nullif(d.owner, '') as owner, d.tags, d.updated_at
                          from document_embedding e
                          join document d on d.id = e.document_id
                          join chunk c on c.document_id = e.document_id
                         where e.embedding_model = :model and (:dimension = 0 or e.dimension = :dimension)
                           and e.document_id = any(:documents)""")
                .param("model", space.model())
                .param("dimension", space.dimension())
                .param("documents", documents.toArray(UUID[]::new))
                .query(row -> {
                    UUID id = row.getObject("document_id", UUID.class);
                    StoredDocument document = found.get(id);
                    if (document == null) {
                        document = new StoredDocument(
                                row.getLong("generation"), JdbcDocumentStore.labels(row), new HashMap<>());
                        found.put(id, document);
                    }
                    document.hashes().put(row.getInt("ordinal"), row.getString("hash"));
                });
        return found;
    }

    /** How many documents changed after a generation. */
    long changedAfter(long generation, EmbeddingSpace space) {
        return database.sql("""
                        select count(*)
                          from document_embedding
                         where embedding_model = :model and (:dimension = 0 or dimension = :dimension)
                           and generation > :generation""")
                .param("model", space.model())
                .param("dimension", space.dimension())
                .param("generation", generation)
                .query(Long.class)
                .single();
    }

    /**
     * A document of an index.
     *
     * @param labels of each of its chunks
     * @param hashes of its chunks, by ordinal
     */
    record StoredDocument(long generation, IndexLabels labels, Map<Integer, String> hashes) {}
}
