package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.DocumentCollection.NextModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Collections in PostgreSQL. */
@Repository
class JdbcCollections {
    private static final String COLUMNS = """
            name, owner, chunk_tokens, overlap_tokens, embedding_model, dimension, next_model, next_dimension, next_run,
            previous_model, created_at, updated_at""";

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

    /** Changes whose it is and how documents are cut; the model stays. */
    void change(DocumentCollection to) {
        database.sql("""
                        update collection
                           set owner = :owner, chunk_tokens = :chunk, overlap_tokens = :overlap, updated_at = now()
                         where name = :name""")
                .param("owner", to.owner())
                .param("chunk", to.chunkTokens())
                .param("overlap", to.overlapTokens())
                .param("name", to.name())
                .update();
    }

    /**
     * Gives a collection this model, unless it has another one and documents. What it was to have instead is given up.
     *
     * @return whether it has this model now
     */
    boolean giveModel(DocumentCollection to) {
        return database.sql("""
                                update collection c
                                   set embedding_model = :model, dimension = :dimension,
                                       next_model = null, next_dimension = null, next_run = null, updated_at = now()
                                 where c.name = :name
                                   and (c.embedding_model is not distinct from :model::text
                                            and c.dimension is not distinct from :dimension::integer
                                        or not exists (select from document d where d.collection = c.name))""")
                        .param("name", to.name())
                        .param("model", to.embeddingModel())
                        .param("dimension", to.dimension())
                        .update()
                == 1;
    }

    /** Notes the model that the collection is to have; the length of its embeddings is known if it had it before. */
    void plan(String name, String model, Integer dimension) {
        database.sql("""
                        update collection
                           set next_model = :model, next_run = null, updated_at = now(),
                               next_dimension = coalesce(:dimension::integer,
                                                         case previous_model when :model then previous_dimension end)
                         where name = :name""")
                .param("name", name)
                .param("model", model)
                .param("dimension", dimension)
                .update();
    }

    void plannedIn(String name, UUID run) {
        database.sql("update collection set next_run = :run where name = :name and next_model is not null")
                .param("name", name)
                .param("run", run)
                .update();
    }

    /**
     * The dimension of the collection, which is this one if it had none; empty when it has another model by now.
     *
     * @param model null for the one in the engine
     */
    Optional<Integer> learnDimension(String name, String model, int dimension) {
        database.sql("""
                        update collection set dimension = :dimension
                         where name = :name and embedding_model is not distinct from :model::text and dimension is null""")
                .param("name", name)
                .param("model", model)
                .param("dimension", dimension)
                .update();
        return database.sql("""
                        select dimension
                          from collection
                         where name = :name and embedding_model is not distinct from :model::text and dimension is not null""")
                .param("name", name)
                .param("model", model)
                .query(Integer.class)
                .optional();
    }

    private static DocumentCollection collection(ResultSet row, int n) throws SQLException {
        String next = row.getString("next_model");
        return new DocumentCollection(
                row.getString("name"),
                row.getString("owner"),
                row.getInt("chunk_tokens"),
                row.getInt("overlap_tokens"),
                row.getString("embedding_model"),
                row.getObject("dimension", Integer.class),
                next == null
                        ? null
                        : new NextModel(
                                next,
                                row.getObject("next_dimension", Integer.class),
                                row.getObject("next_run", UUID.class)),
                row.getString("previous_model"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
