package io.aiworkflow.knowledge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Versions of documents on their way into the index. What is done twice here is the same as done once. */
@Repository
class JdbcDrafts {
    private final JdbcClient database;
    private final NamedParameterJdbcTemplate batches;

    JdbcDrafts(JdbcClient database, NamedParameterJdbcTemplate batches) {
        this.database = database;
        this.batches = batches;
    }

    /** What was handed in as this version; empty when it is gone. */
    Optional<Source> source(UUID document, int version) {
        return database.sql("""
                        select d.collection, d.name, s.title, s.media_type
                          from document d join document_source s on s.document_id = d.id
                         where d.id = :id and s.version = :version""")
                .param("id", document)
                .param("version", version)
                .query(Source.class)
                .optional();
    }

    /** @throws io.aiworkflow.failure.PermanentException DOCUMENT_NOT_FOUND when the version is gone */
    byte[] content(UUID document, int version) {
        return database.sql("select content from document_source where document_id = :id and version = :version")
                .param("id", document)
                .param("version", version)
                .query((row, n) -> row.getBytes("content"))
                .optional()
                .orElseThrow(() -> Library.notFound(document));
    }

    /** Removes what was begun of a version under other settings. */
    void discardUnless(UUID document, int version, ChunkSettings settings) {
        database.sql("""
                        delete from document_draft
                         where document_id = :id and version = :version
                           and (chunk_tokens, overlap_tokens, embedding_model) <> (:chunk, :overlap, :model)""")
                .param("id", document)
                .param("version", version)
                .param("chunk", settings.chunkTokens())
                .param("overlap", settings.overlapTokens())
                .param("model", settings.model())
                .update();
    }

    /** Does nothing when the version is gone, because a later one was published meanwhile. */
    void begin(Draft draft, DraftText text) {
        database.sql("""
                        insert into document_draft (document_id, version, content, title, media_type, pages, chunk_tokens,
                                                    overlap_tokens, embedding_model)
                        select s.document_id, s.version, :content, :title, :type, :pages::integer[], :chunk, :overlap, :model
                          from document_source s
                         where s.document_id = :id and s.version = :version
                           for key share
                        on conflict (document_id, version) do nothing""")
                .param("id", draft.document())
                .param("version", draft.version())
                .param("content", text.text())
                .param("title", draft.title())
                .param("type", draft.mediaType())
                .param("pages", text.pages().toArray(Integer[]::new))
                .param("chunk", draft.settings().chunkTokens())
                .param("overlap", draft.settings().overlapTokens())
                .param("model", draft.settings().model())
                .update();
    }

    Optional<Draft> find(UUID document, int version) {
        return database.sql("""
                        select f.document_id, f.version, d.collection, d.name, f.title, f.media_type, f.chunk_tokens,
                               f.overlap_tokens, f.embedding_model
                          from document_draft f join document d on d.id = f.document_id
                         where f.document_id = :id and f.version = :version""")
                .param("id", document)
                .param("version", version)
                .query(JdbcDrafts::draft)
                .optional();
    }

    Optional<DraftText> text(Draft draft) {
        return database.sql("""
                        select content, pages
                          from document_draft
                         where document_id = :document and version = :version""")
                .param("document", draft.document())
                .param("version", draft.version())
                .query((row, n) -> new DraftText(row.getString("content"), List.of((Integer[])
                        row.getArray("pages").getArray())))
                .optional();
    }

    /** Chunks that are there stay, with their embeddings. Does nothing when the draft is gone. */
    void add(Draft draft, List<DraftChunk> chunks) {
        SqlParameterSource[] rows = chunks.stream()
                .map(chunk -> key(draft)
                        .addValue("ordinal", chunk.ordinal())
                        .addValue("heading", chunk.heading())
                        .addValue("page", chunk.page())
                        .addValue("start", chunk.start())
                        .addValue("end", chunk.end())
                        .addValue("content", chunk.content())
                        .addValue("hash", chunk.hash()))
                .toArray(SqlParameterSource[]::new);
        batches.batchUpdate("""
                insert into chunk_draft (document_id, version, ordinal, heading, page, start_offset, end_offset, content, hash)
                select f.document_id, f.version, :ordinal, :heading, :page::integer, :start, :end, :content, :hash
                  from document_draft f
                 where f.document_id = :document and f.version = :version
                   for key share
                on conflict do nothing""", rows);
    }

    /** Gives chunks that the present version of the document has too the embeddings from there. */
    void takeOver(Draft draft) {
        database.sql("""
                        update chunk_draft f
                           set embedding = e.embedding
                          from chunk_embedding e
                          join document d on d.id = e.document_id
                          join collection c on c.name = d.collection
                         where f.document_id = :document and f.version = :version and f.embedding is null
                           and e.document_id = f.document_id and e.hash = f.hash and e.embedding_model = :model
                           and e.dimension = coalesce(c.dimension, e.dimension)""")
                .param("document", draft.document())
                .param("version", draft.version())
                .param("model", draft.settings().model())
                .update();
    }

    /** Gives a draft another model, which has to embed all its chunks. */
    void startOver(Draft draft, String model) {
        database.sql("""
                        with cleared as (
                            update chunk_draft set embedding = null where document_id = :document and version = :version)
                        update document_draft
                           set embedding_model = :model
                         where document_id = :document and version = :version""")
                .param("document", draft.document())
                .param("version", draft.version())
                .param("model", model)
                .update();
    }

    /** The ordinals of the chunks that have no embedding. */
    List<Integer> missing(Draft draft) {
        return database.sql("""
                        select ordinal
                          from chunk_draft
                         where document_id = :document and version = :version and embedding is null
                         order by ordinal""")
                .param("document", draft.document())
                .param("version", draft.version())
                .query(Integer.class)
                .list();
    }

    List<DraftChunk> missing(Draft draft, int first, int last) {
        return database.sql("""
                        select ordinal, heading, page, start_offset as start, end_offset as "end", content, hash
                          from chunk_draft
                         where document_id = :document and version = :version and embedding is null
                           and ordinal between :first and :last
                         order by ordinal""")
                .param("document", draft.document())
                .param("version", draft.version())
                .param("first", first)
                .param("last", last)
                .query(DraftChunk.class)
                .list();
    }

    /** By one statement, without those of chunks that are cut otherwise or belong to another model by now. */
    void embedded(Draft draft, Map<DraftChunk, float[]> embeddings) {
        database.sql("""
                        update chunk_draft f
                           set embedding = e.embedding
                          from unnest(:ordinals::integer[], :hashes::text[], :embeddings::bytea[])
                                   as e (ordinal, hash, embedding),
                               document_draft d
                         where f.document_id = :document and f.version = :version and f.ordinal = e.ordinal
                           and f.hash = e.hash
                           and d.document_id = f.document_id and d.version = f.version and d.embedding_model = :model""")
                .param("model", draft.settings().model())
                .param("document", draft.document())
                .param("version", draft.version())
                .param(
                        "ordinals",
                        embeddings.keySet().stream().map(DraftChunk::ordinal).toArray(Integer[]::new))
                .param(
                        "hashes",
                        embeddings.keySet().stream().map(DraftChunk::hash).toArray(String[]::new))
                .param(
                        "embeddings",
                        embeddings.values().stream().map(EmbeddingBytes::of).toArray(byte[][]::new))
                .update();
    }

    private static MapSqlParameterSource key(Draft draft) {
        return new MapSqlParameterSource()
                .addValue("document", draft.document())
                .addValue("version", draft.version());
    }

    private static Draft draft(ResultSet row, int n) throws SQLException {
        return new Draft(
                row.getObject("document_id", UUID.class),
                row.getInt("version"),
                row.getString("collection"),
                row.getString("name"),
                row.getString("title"),
                row.getString("media_type"),
                new ChunkSettings(
                        row.getInt("chunk_tokens"), row.getInt("overlap_tokens"), row.getString("embedding_model")));
    }

    /**
     * What was handed in.
     *
     * @param mediaType null if it has to be found out
     */
    record Source(String collection, String name, String title, String mediaType) {}
}
