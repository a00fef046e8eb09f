package io.aiworkflow.knowledge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** The passages of a collection on their way to another embedding model. What is done twice here is the same as done once. */
@Repository
class JdbcReembedding {
    /** The documents of a collection that are indexed, and not yet by all their passages in a space. */
    private static final String LACKING = """
             from document d
             where d.collection = :collection and d.chunks > 0
               and not exists (select from document_embedding e
                                where e.document_id = d.id and e.embedding_model = :model and e.dimension = :dimension)""";

    private static final String MISSING_IN = """
             and not exists (select from chunk_embedding x
                              where x.document_id = c.document_id and x.hash = c.hash
                                and x.embedding_model = :model and x.dimension = :dimension)""";

    private final JdbcClient database;
    private final TransactionOperations transactions;

    JdbcReembedding(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** The length of what this model has embedded of the collection already. */
    Optional<Integer> begun(String collection, String model) {
        return database.sql("""
                        select x.dimension
                          from chunk_embedding x join document d on d.id = x.document_id
                         where d.collection = :collection and x.embedding_model = :model
                         limit 1""")
                .param("collection", collection)
                .param("model", model)
                .query(Integer.class)
                .optional();
    }

    /** The length of the planned model's embeddings, which is this one if none was known; empty without such a plan. */
    Optional<Integer> learnDimension(String collection, String model, int dimension) {
        return database.sql("""
                        update collection
                           set next_dimension = coalesce(next_dimension, :dimension)
                         where name = :collection and next_model = :model
                        returning next_dimension""")
                .param("collection", collection)
                .param("model", model)
                .param("dimension", dimension)
                .query(Integer.class)
                .optional();
    }

    /** The next passages that have no embedding in the space, in a fixed order. */
    List<Waiting> missing(String collection, EmbeddingSpace space, Place after, int limit) {
        return database.sql("""
                        select c.document_id as document, c.ordinal, d.title, c.heading, c.content, c.hash
                          from document d join chunk c on c.document_id = d.id
                         where d.collection = :collection
                           and (c.document_id, c.ordinal) > (:document, :ordinal)
                        """ + MISSING_IN + " order by c.document_id, c.ordinal limit :limit")
                .param("collection", collection)
                .param("model", space.model())
                .param("dimension", space.dimension())
                .param("document", after.document())
                .param("ordinal", after.ordinal())
                .param("limit", limit)
                .query(Waiting.class)
                .list();
    }

    /** How many passages there are, and how many of them have an embedding in the space. */
    Count count(String collection, EmbeddingSpace space) {
        return database.sql("""
                        select count(*) as "all", count(*) filter (where exists (
                                   select from chunk_embedding x
                                    where x.document_id = c.document_id and x.hash = c.hash
                                      and x.embedding_model = :model and x.dimension = :dimension)) as embedded
                          from document d join chunk c on c.document_id = d.id
                         where d.collection = :collection""")
                .param("collection", collection)
                .param("model", space.model())
                .param("dimension", space.dimension())
                .query(Count.class)
                .single();
    }

    /** All or none of them, by one statement; those of documents that are gone are left out. */
    void store(EmbeddingSpace space, List<Waiting> passages, List<float[]> vectors) {
        database.sql("""
                        insert into chunk_embedding (document_id, embedding_model, dimension, hash, embedding)
                        select d.id, :model, :dimension, e.hash, e.embedding
                          from unnest(:documents::uuid[], :hashes::text[], :embeddings::bytea[])
                                   as e (document_id, hash, embedding)
                          join document d on d.id = e.document_id
                           for key share of d
                        on conflict do nothing""")
                .param("model", space.model())
                .param("dimension", space.dimension())
                .param("documents", passages.stream().map(Waiting::document).toArray(UUID[]::new))
                .param("hashes", passages.stream().map(Waiting::hash).toArray(String[]::new))
                .param("embeddings", vectors.stream().map(EmbeddingBytes::of).toArray(byte[][]::new))
                .update();
    }

    List<UUID> lacking(String collection, EmbeddingSpace space) {
        return database.sql("select d.id " + LACKING)
                .params(Map.of("collection", collection, "model", space.model(), "dimension", space.dimension()))
                .query(UUID.class)
                .list();
    }

    /** Lets the index of the space take a document in, once all its passages are embedded. */
    void complete(UUID document, EmbeddingSpace space) {
        transactions.executeWithoutResult(status -> {
            database.sql("select id from document where id = :id for update")
                    .param("id", document)
                    .query(UUID.class)
                    .optional();
            boolean complete = database.sql("select not exists (select from chunk c where c.document_id = :id "
                            + MISSING_IN + ") and exists (select from chunk where document_id = :id)")
                    .param("id", document)
                    .param("model", space.model())
                    .param("dimension", space.dimension())
                    .query(Boolean.class)
                    .single();
            if (complete) {
                follow(document, space);
            }
        });
    }

    private void follow(UUID document, EmbeddingSpace space) {
        database.sql("""
                        with next as (
                            update knowledge_base set generation = generation + 1 returning generation)
                        insert into document_embedding (document_id, embedding_model, dimension, generation)
                        select :id, :model, :dimension, next.generation
                          from next
                        on conflict (document_id, embedding_model, dimension) do nothing""")
                .param("id", document)
                .param("model", space.model())
                .param("dimension", space.dimension())
                .update();
    }

    /**
     * Makes the planned model the collection's, if it has embedded everything by now. Publications wait meanwhile, so that
     * none of the model before slips in. The embeddings of that model stay.
     *
     * @param own the name of the model in the engine
     * @return whether it is the collection's now
     */
    boolean switchTo(String collection, EmbeddingSpace space, String own) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean wanted = database.sql("select next_model = :model from collection where name = :name for update")
                    .param("model", space.model())
                    .param("name", collection)
                    .query(Boolean.class)
                    .optional()
                    .orElse(false);
            if (!wanted || !lacking(collection, space).isEmpty()) {
                return false;
            }
            giveModel(collection, space, own);
            forget(collection, own);
            return true;
        }));
    }

    private void giveModel(String collection, EmbeddingSpace space, String own) {
        database.sql("""
                        update collection
                           set previous_model = case when dimension is not null then coalesce(embedding_model, :own) end,
                               previous_dimension = dimension,
                               embedding_model = nullif(:model, :own), dimension = nullif(:dimension, 0),
                               next_model = null, next_dimension = null, next_run = null, updated_at = now()
                         where name = :name""")
                .param("own", own)
                .param("model", space.model())
                .param("dimension", space.dimension())
                .param("name", collection)
                .update();
        // So that the same content again is still the same, and is not indexed anew.
        database.sql("""
                        update document
                           set settings = split_part(settings, '/', 1) || '/' || split_part(settings, '/', 2) || '/' || :model
                         where collection = :name and settings <> ''""")
                .param("model", space.model())
                .param("name", collection)
                .update();
    }

    /** Gives up the embeddings of the model that the collection had before; returns whether there was one. */
    boolean confirm(String collection, String own) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean kept = database.sql("""
                                    update collection
                                       set previous_model = null, previous_dimension = null
                                     where name = :name and previous_model is not null""").param("name", collection).update() == 1;
            if (kept) {
                forget(collection, own);
            }
            return kept;
        }));
    }

    /** Deletes what neither the model of the collection nor the one before nor the planned one has embedded. */
    private void forget(String collection, String own) {
        for (String table : List.of("document_embedding", "chunk_embedding")) {
            database.sql("delete from " + table + " x " + """
                             using document d, collection c
                             where d.id = x.document_id and c.name = d.collection and c.name = :name
                               and (x.embedding_model <> coalesce(c.embedding_model, :own)
                                    or x.dimension is distinct from c.dimension)
                               and (x.embedding_model is distinct from c.previous_model
                                    or x.dimension is distinct from c.previous_dimension)
                               and x.embedding_model is distinct from c.next_model""")
                    .param("own", own)
                    .param("name", collection)
                    .update();
        }
        // So that the indexes notice.
        database.sql("update knowledge_base set generation = generation + 1").update();
    }

    /** How much of a collection is embedded. */
    record Count(long all, long embedded) {}

    /** Where in a collection it goes on. */
    record Place(UUID document, int ordinal) {
        static final Place START = new Place(new UUID(0, 0), -1);
    }

    /** A passage that is to be embedded. */
    record Waiting(UUID document, int ordinal, String title, String heading, String content, String hash) {
        Place place() {
            return new Place(document, ordinal);
        }

        String embeddedText() {
            return EmbeddedText.of(title, heading, content);
        }
    }
}
