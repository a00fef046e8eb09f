package io.aiworkflow.knowledge;

import io.aiworkflow.platform.UuidV7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** Documents as their owners see them, with their originals. */
@Repository
class JdbcLibrary {
    /** Those of legacy have no original but their text. */
    private static final String INFO = """
            select d.id, d.collection, d.name, d.title, d.tags, d.owner, d.media_type, d.chunks, d.version, s.version as newest,
                   coalesce(s.size, octet_length(d.content)) as size, s.run_id, d.created_at, d.updated_at
              from document d
              join collection c on c.name = d.collection
              left join document_source s
                on s.document_id = d.id
               and s.version = (select max(n.version) from document_source n where n.document_id = d.id)
             where (:who::text is null or c.owner is null or c.owner = :who or d.owner = :who)""";

    private final JdbcClient database;
    private final TransactionOperations transactions;

    JdbcLibrary(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** @param who whose documents and shared ones are seen; empty for all */
    Optional<DocumentInfo> find(UUID id, Optional<String> who) {
        return database.sql(INFO + " and d.id = :id")
                .param("who", who.orElse(null))
                .param("id", id)
                .query(JdbcLibrary::info)
                .optional();
    }

    List<DocumentInfo> list(Optional<String> collection, Optional<UUID> before, int limit, Optional<String> who) {
        return database.sql(INFO + """
                           and (:collection::text is null or d.collection = :collection)
                           and (:before::uuid is null or d.id < :before)
                         order by d.id desc
                         limit :limit""")
                .param("who", who.orElse(null))
                .param("collection", collection.orElse(null))
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query(JdbcLibrary::info)
                .list();
    }

    /** The newest original; empty for a document that was never handed in as a file. */
    Optional<Kept> original(UUID id) {
        return database.sql("""
                        select version, size
                          from document_source
                         where document_id = :id
                         order by version desc
                         limit 1""").param("id", id).query(Kept.class).optional();
    }

    /** A part of an original, which PostgreSQL takes out without reading the rest; empty when the original is gone. */
    Optional<byte[]> piece(UUID id, int version, long offset, int most) {
        return database.sql("""
                        select substring(content from :first for :most)
                          from document_source
                         where document_id = :id and version = :version""")
                .param("first", Math.toIntExact(offset + 1))
                .param("most", most)
                .param("id", id)
                .param("version", version)
                .query((row, n) -> row.getBytes(1))
                .optional();
    }

    Optional<String> text(UUID id) {
        return database.sql("select content from document where id = :id")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** The document of this identity, made if need be and kept from others until the transaction ends. */
    Held hold(Upload upload, String owner) {
        Optional<Held> known = held(upload);
        if (known.isEmpty()) {
            database.sql("""
                            insert into document (id, collection, name, title, content, content_hash, chunks, owner)
                            values (:id, :collection, :name, :title, '', '', 0, :owner)
                            on conflict (collection, name) do nothing""")
                    .param("id", UuidV7.next())
                    .param("collection", upload.collection())
                    .param("name", upload.name())
                    .param("title", upload.title() == null ? upload.name() : upload.title())
                    .param("owner", owner)
                    .update();
        }
        return known.or(() -> held(upload)).orElseThrow();
    }

    private Optional<Held> held(Upload upload) {
        return database.sql("""
                        select id, owner, version, settings
                          from document
                         where collection = :collection and name = :name
                           for update""")
                .param("collection", upload.collection())
                .param("name", upload.name())
                .query(Held.class)
                .optional();
    }

    void adopt(UUID document, String owner) {
        database.sql("update document set owner = :owner where id = :id and owner = ''")
                .param("id", document)
                .param("owner", owner)
                .update();
    }

    Optional<Newest> newest(UUID document) {
        return database.sql("""
                        select version, content_hash, title, tags, run_id
                          from document_source
                         where document_id = :id
                         order by version desc
                         limit 1""")
                .param("id", document)
                .query((row, n) -> new Newest(
                        row.getInt("version"),
                        row.getString("content_hash"),
                        row.getString("title"),
                        texts(row, "tags"),
                        row.getObject("run_id", UUID.class)))
                .optional();
    }

    void add(UUID document, int version, Upload upload) {
        database.sql("""
                        insert into document_source (document_id, version, content, content_hash, size, media_type, title, tags)
                        values (:id, :version, :content, :hash, :size, :type, :title, :tags::text[])""")
                .param("id", document)
                .param("version", version)
                .param("content", upload.content())
                .param("hash", upload.hash())
                .param("size", upload.content().length)
                .param("type", upload.mediaType())
                .param("title", upload.title())
                .param("tags", upload.tags().toArray(String[]::new))
                .update();
    }

    void indexedBy(UUID document, int version, UUID run) {
        database.sql("update document_source set run_id = :run where document_id = :id and version = :version")
                .param("id", document)
                .param("version", version)
                .param("run", run)
                .update();
    }

    long stored(String owner) {
        return database.sql("""
                        select coalesce(sum(s.size), 0)
                          from document d join document_source s on s.document_id = d.id
                         where d.owner = :owner""").param("owner", owner).query(Long.class).single();
    }

    /** Takes a generation, so that an index notices; the document is locked first, as when it is published. */
    void delete(UUID document) {
        transactions.executeWithoutResult(status -> {
            database.sql("delete from document where id = :id")
                    .param("id", document)
                    .update();
            database.sql("update knowledge_base set generation = generation + 1")
                    .update();
        });
    }

    private static DocumentInfo info(ResultSet row, int n) throws SQLException {
        return new DocumentInfo(
                row.getObject("id", UUID.class),
                row.getString("collection"),
                row.getString("name"),
                row.getString("title"),
                texts(row, "tags"),
                row.getString("owner"),
                row.getString("media_type"),
                row.getLong("size"),
                row.getInt("chunks"),
                row.getInt("version"),
                row.getInt("newest"),
                row.getObject("run_id", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** A document that nobody else can change now. */
    record Held(UUID id, String owner, int version, String settings) {}

    /** An original that is there. */
    record Kept(int version, long size) {}

    /** The last content that was handed in. */
    record Newest(int version, String contentHash, String title, List<String> tags, UUID runId) {}
}
