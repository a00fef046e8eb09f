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
     * Does nothing when the document is at this version or a later one already, or when the draft was embedded by another
     * model than its collection has by now.
     *
     * @param own the name of the model in this process
     * @return whether the draft is one of its collection's model
     */
    boolean publish(Draft draft, String own) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            if (!fits(draft, own)) {
                return false;
            }
            if (isNewer(draft)) {
                change(draft);
                database.sql("delete from chunk where document_id = :id")
                        .param("id", draft.document())
                        .update();
                insertChunks(draft);
                insertEmbeddings(draft);
                follow(draft);
                removeDrafts(draft);
            }
            return true;
        }));
    }

    /** The collection keeps its model until the transaction ends. It is locked before its documents, as everywhere. */
    private boolean fits(Draft draft, String own) {
        return database.sql("""
                        select coalesce(c.embedding_model, :own) = :model
                               and not exists (select
                                                 from chunk_draft f
                                                where f.document_id = :id and f.version = :version
                                                  and octet_length(f.embedding) <> 4 * c.dimension)
                          from collection c
                         where c.name = :collection
                           for share""")
                .param("own", own)
                .param("model", draft.settings().model())
                .param("id", draft.document())
                .param("version", draft.version())
                .param("collection", draft.collection())
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    private boolean isNewer(Draft draft) {
        return database.sql("select version < :version from document where id = :id for update")
                .param("id", draft.document())
                .param("version", draft.version())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private void change(Draft draft) {
        database.sql("""
                        update document d
                           set title = f.title, tags = s.tags, content = f.content, content_hash = encode(sha256(convert_to(f.content, 'UTF8')), 'hex'),
                               media_type = f.media_type, settings = :settings, version = f.version,
                               chunks = (select count(*) from chunk_draft c
                                          where c.document_id = f.document_id and c.version = f.version),
                               updated_at = now()
                          from document_draft f
                          join document_source s on s.document_id = f.document_id and s.version = f.version
                         where d.id = :id and f.document_id = d.id and f.version = :version""")
                .param("settings", draft.settings().toString())
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
    }

    private void insertChunks(Draft draft) {
        database.sql("""
                        insert into chunk (document_id, ordinal, heading, start_offset, end_offset, content,
                                           owner, version, page, hash)
                        select c.document_id, c.ordinal, c.heading, c.start_offset, c.end_offset, c.content,
                               d.owner, c.version, c.page, c.hash
                          from chunk_draft c
                          join document d on d.id = c.document_id
                         where c.document_id = :id and c.version = :version""")
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
    }

    /** Passages that stayed the same keep the embeddings of all models. */
    private void insertEmbeddings(Draft draft) {
        database.sql("""
                        insert into chunk_embedding (document_id, embedding_model, dimension, hash, embedding)
                        select distinct on (c.hash) c.document_id, :model, octet_length(c.embedding) / 4, c.hash, c.embedding
                          from chunk_draft c
                         where c.document_id = :id and c.version = :version
                         order by c.hash, c.ordinal
                        on conflict do nothing""")
                .param("model", draft.settings().model())
                .param("id", draft.document())
                .param("version", draft.version())
                .update();
        database.sql("""
                        delete from chunk_embedding e
                         where e.document_id = :id
                           and not exists (select from chunk c where c.document_id = e.document_id and c.hash = e.hash)""").param("id", draft.document()).update();
    }

    /**
     * Only the model of the draft is known to have embedded all passages of this version. The lock on the generation comes
     * last of all things that are waited for.
     */
    private void follow(Draft draft) {
        database.sql("delete from document_embedding where document_id = :id")
                .param("id", draft.document())
                .update();
        database.sql("""
                        with next as (
                            update knowledge_base set generation = generation + 1 returning generation)
                        insert into document_embedding (document_id, embedding_model, dimension, generation)
                        select c.document_id, :model, max(octet_length(c.embedding) / 4), next.generation
                          from chunk_draft c, next
                         where c.document_id = :id and c.version = :version
                         group by c.document_id, next.generation""")
                .param("model", draft.settings().model())
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
