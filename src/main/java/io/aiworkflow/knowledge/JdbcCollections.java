package io.aiworkflow.knowledge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Collections in PostgreSQL. */
@Repository
class JdbcCollections {
    private static final String COLUMNS = """
            name, owner, chunk_tokens, overlap_tokens, embedding_model, dimension, created_at, updated_at""";

    private final JdbcClient database;

    JdbcCollections(JdbcClient database) {
        this.database = database;
    }

    Optional<DocumentCollection> find(String name) {
        return find(name, "");
    }

    /** Nobody else changes or removes it until the transaction ends. */
    Optional<DocumentCollection> hold(String name) {
        return find(name, " for update");
    }

    /** Nobody removes it until the transaction ends. */
    Optional<DocumentCollection> keep(String name) {
        return find(name, " for key share");
    }

    private Optional<DocumentCollection> find(String name, String lock) {
        return database.sql("select " + COLUMNS + " from collection where name = :name" + lock)
                .param("name", name)
                .query(JdbcCollections::collection)
                .optional();
    }

    /** @param who whose and the shared ones are listed; empty for all */
    List<DocumentCollection> list(Optional<String> who, Optional<String> after, int limit) {
        return database.sql("select " + COLUMNS + """
                          from collection
                         where (:who::text is null or owner is null or owner = :who)
                           and (:after::text is null or name > :after)
                         order by name
                         limit :limit""")
                .param("who", who.orElse(null))
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(JdbcCollections::collection)
                .list();
    }

    int count(String owner) {
        return database.sql("select count(*) from collection where owner = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    /** Returns whether it was there without a document. It must be held, so that none is added meanwhile. */
    boolean deleteEmpty(String name) {
        return database.sql("""
                                delete from collection c
                                 where c.name = :name and not exists (select from document d where d.collection = c.name)""").param("name", name).update() == 1;
    }

    /** Returns whether there was none of this name before. */
    boolean create(DocumentCollection collection) {
        return database.sql("""
                                insert into collection (name, owner, chunk_tokens, overlap_tokens, embedding_model, dimension)
                                values (:name, :owner, :chunk, :overlap, :model, :dimension)
                                on conflict do nothing""")
                        .param("name", collection.name())
                        .param("owner", collection.owner())
                        .param("chunk", collection.chunkTokens())
                        .param("overlap", collection.overlapTokens())
                        .param("model", collection.embeddingModel())
                        .param("dimension", collection.dimension())
                        .update()
                == 1;
    }

    /**
     * Changes a collection, unless its model or dimension would change under documents that have embeddings or get some.
     *
     * @return whether it was changed
     */
    boolean change(DocumentCollection to) {
        return database.sql("""
                                update collection c
                                   set owner = :owner, chunk_tokens = :chunk, overlap_tokens = :overlap,
                                       embedding_model = :model, dimension = :dimension, updated_at = now()
                                 where c.name = :name
                                   and (c.embedding_model is not distinct from :model::text
                                            and c.dimension is not distinct from :dimension::integer
                                        or not exists (select from document d where d.collection = c.name))""")
                        .param("name", to.name())
                        .param("owner", to.owner())
                        .param("chunk", to.chunkTokens())
                        .param("overlap", to.overlapTokens())
                        .param("model", to.embeddingModel())
                        .param("dimension", to.dimension())
                        .update()
                == 1;
    }

    /** The dimension of the collection, which is this one if it had none. */
    int learnDimension(String name, int dimension) {
        database.sql("update collection set dimension = :dimension where name = :name and dimension is null")
                .param("name", name)
                .param("dimension", dimension)
                .update();
        return database.sql("select dimension from collection where name = :name")
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    private static DocumentCollection collection(ResultSet row, int n) throws SQLException {
        return new DocumentCollection(
                row.getString("name"),
                row.getString("owner"),
                row.getInt("chunk_tokens"),
                row.getInt("overlap_tokens"),
                row.getString("embedding_model"),
                row.getObject("dimension", Integer.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
