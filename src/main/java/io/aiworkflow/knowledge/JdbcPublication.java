package io.aiworkflow.knowledge;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** Puts a finished draft in the place of what a document was before, in one transaction and without moving its bytes. */
@Repository
class JdbcPublication {
    private final JdbcClient database;
    private final TransactionOperations transactions;

    JdbcPublication(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    Optional<Published> find(UUID document) {
        return database.sql("select id, collection, name, title, chunks, version from document where id = :id")
                .param("id", document)
                .query(Published.class)
                .optional();
    }

    /**
     * Does nothing when the document is at this version or a later one already.
     *
     * @return whether it was published now
     */
    boolean publish(Draft draft) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            if (!isNewer(draft)) {
                return false;
            }
            database.sql("delete from chunk where document_id = :id")
                    .param("id", draft.document())
                    .update();
            insertChunks(draft);
            change(draft);
            removeDrafts(draft);
            return true;
        }));
    }

    private boolean isNewer(Draft draft) {
        return database.sql("select version < :version from document where id = :id for update")
                .param("id", draft.document())
                .param("version", draft.version())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** The lock on the generation, for which all others wait, comes after what takes long. */
    private void change(Draft draft) {
        database.sql("""
                        with next as (
                            update knowledge_base set generation = generation + 1 returning generation)
                        update document d
                           set title = f.title, tags = s.tags, content = f.content, content_hash = encode(sha256(convert_to(f.content, 'UTF8')), 'hex'),
                               media_type = f.media_type,
                               embedding_model = f.embedding_model, settings = :settings, version = f.version,
                               chunks = (select count(*) from chunk_draft c
                                          where c.document_id = f.document_id and c.version = f.version),
                               generation = next.generation, updated_at = now()
                          from next, document_draft f
                          join document_source s on s.document_id = f.document_id and s.version = f.version
                         where d.id = :id and f.document_id = d.id and f.version = :version""")
                .param("settings", draft.settings().toString())
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
    }

    private void insertChunks(Draft draft) {
        database.sql("""
                        insert into chunk (document_id, ordinal, heading, start_offset, end_offset, content, embedding,
                                           owner, version, page, hash)
                        select c.document_id, c.ordinal, c.heading, c.start_offset, c.end_offset, c.content, c.embedding,
                               d.owner, c.version, c.page, c.hash
                          from chunk_draft c
                          join document d on d.id = c.document_id
                         where c.document_id = :id and c.version = :version""")
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
    }

    /** The originals of earlier versions go with their drafts; that of this version stays. */
    private void removeDrafts(Draft draft) {
        database.sql("delete from document_source where document_id = :id and version < :version")
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
        database.sql("delete from document_draft where document_id = :id and version = :version")
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
    }

    /** A document as it is now. */
    record Published(UUID id, String collection, String name, String title, int chunks, int version) {}
}
