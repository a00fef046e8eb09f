package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.JdbcLibrary.Held;
import io.aiworkflow.knowledge.JdbcLibrary.Kept;
import io.aiworkflow.knowledge.JdbcLibrary.Newest;
import io.aiworkflow.knowledge.parsing.DocumentKind;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The documents that somebody may see: his own, and those of shared collections; operators see all. Others are not there
 * for him. What has been handed in becomes findable elsewhere, by {@link Ingestion}.
 */
@Component
public class Library {
    private static final int LONGEST_NAME = NewDocument.LONGEST_TITLE;

    private final JdbcLibrary store;
    private final DocumentCollections collections;
    private final Embedders embedders;
    private final IngestionProperties properties;
    private final FollowingLater indexes;

    Library(
            JdbcLibrary store,
            DocumentCollections collections,
            Embedders embedders,
            IngestionProperties properties,
            FollowingLater indexes) {
        this.store = store;
        this.collections = collections;
        this.embedders = embedders;
        this.properties = properties;
        this.indexes = indexes;
    }

    /** @throws PermanentException DOCUMENT_NOT_FOUND, also for the document of somebody else */
    public DocumentInfo find(UUID id, Submitter who) {
        return store.find(id, whose(who)).orElseThrow(() -> notFound(id));
    }

    /** Newest first. */
    public List<DocumentInfo> list(Optional<String> collection, Optional<UUID> before, int limit, Submitter who) {
        return store.list(collection, before, limit, whose(who));
    }

    /** The newest content that was handed in, as it was. A document that was never handed in as a file has its text. */
    public Original original(UUID id, Submitter who) {
        DocumentInfo document = find(id, who);
        return store.original(id).map(kept -> original(document, kept)).orElseGet(() -> text(id));
    }

    /** What the newest content is, is known only when it is what was read. */
    private Original original(DocumentInfo document, Kept kept) {
        Optional<DocumentKind> kind = Optional.of(document)
                .filter(known -> known.version() == kept.version())
                .flatMap(known -> DocumentKind.ofMediaType(known.mediaType()));
        OriginalStream.Pieces pieces = (offset, most) -> store.piece(document.id(), kept.version(), offset, most);
        byte[] first = pieces.from(0, OriginalStream.PIECE).orElseThrow(() -> notFound(document.id()));
        return new Original(
                kept.size(),
                kind.map(DocumentKind::mediaType).orElse("application/octet-stream"),
                kind.map(DocumentKind::extension).orElse("bin"),
                new OriginalStream(first, pieces, kept.size()));
    }

    private Original text(UUID id) {
        byte[] text = store.text(id).orElseThrow(() -> notFound(id)).getBytes(StandardCharsets.UTF_8);
        return new Original(
                text.length,
                DocumentKind.MARKDOWN.mediaType(),
                DocumentKind.MARKDOWN.extension(),
                new ByteArrayInputStream(text));
    }

    /** Removes a document with all that was made of it; from its index a moment later, whatever state that is in. */
    public void delete(UUID id, Submitter who) {
        DocumentInfo document = find(id, who);
        if (!document.owner().equals(who.name())
                && !collections.find(document.collection(), who).belongsTo(who)) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "the document belongs to somebody else, who can delete it; operators can too");
        }
        // Asked before: an empty collection may be deleted right afterwards.
        Optional<EmbeddingSpace> space =
                collections.named(document.collection()).flatMap(embedders::space);
        store.delete(id);
        space.ifPresent(indexes::follow);
    }

    /**
     * Takes a document in, as a new version of one of the same collection and name if there is one. Must be called in a
     * transaction, whose end decides.
     *
     * @throws PermanentException when it is empty, when its place belongs to somebody else, or when there is no room
     */
    public Received receive(Upload upload, Submitter who) {
        requireUsable(upload);
        DocumentCollection collection = collections.use(upload.collection(), who);
        Held document = store.hold(upload, who.name());
        if (!document.owner().isEmpty() && !document.owner().equals(who.name()) && !collection.belongsTo(who)) {
            throw new PermanentException(
                    ErrorCode.NAME_TAKEN,
                    "a document of this name in the shared collection '%s' belongs to somebody else; give yours another name"
                            .formatted(upload.collection()));
        }
        store.adopt(document.id(), who.name());
        Optional<Newest> newest = store.newest(document.id());
        if (newest.filter(known -> isSame(known, upload)).isPresent()) {
            Newest same = newest.get();
            boolean pending = same.version() > document.version();
            if (pending || isSettled(document, collection)) {
                return new Received(
                        document.id(),
                        same.version(),
                        pending ? Received.State.PENDING : Received.State.UNCHANGED,
                        same.runId());
            }
        }
        requireRoom(upload, document.owner().isEmpty() ? who.name() : document.owner());
        int version =
                1 + Math.max(document.version(), newest.map(Newest::version).orElse(0));
        store.add(document.id(), version, upload);
        return new Received(document.id(), version, Received.State.NEW, null);
    }

    /** Notes which run makes a version findable. */
    public void indexedBy(Received received, UUID run) {
        store.indexedBy(received.document(), received.version(), run);
    }

    private static boolean isSame(Newest known, Upload upload) {
        return known.contentHash().equals(upload.hash())
                && Objects.equals(known.title(), upload.title())
                && known.tags().equals(upload.tags());
    }

    /** Whether it would become the same again. */
    private boolean isSettled(Held document, DocumentCollection collection) {
        Embedder embedder = embedders.of(collection.embeddingModel());
        return document.settings().equals(ChunkSettings.of(collection, embedder).toString());
    }

    private void requireRoom(Upload upload, String owner) {
        long most = properties.maxStoredPerUser().toBytes();
        if (store.stored(owner) + upload.content().length > most) {
            throw new PermanentException(
                    ErrorCode.STORAGE_USED_UP,
                    "the originals of your documents may take %d MiB together; delete some"
                            .formatted(properties.maxStoredPerUser().toMegabytes()));
        }
    }

    private static void requireUsable(Upload upload) {
        if (upload.content().length == 0) {
            throw new PermanentException(ErrorCode.DOCUMENT_EMPTY, "the document is empty: it has not a single byte");
        }
        if (upload.name().isBlank() || upload.name().length() > LONGEST_NAME) {
            throw invalid("/name", "must have 1 to %d characters, not only white space".formatted(LONGEST_NAME));
        }
        if (upload.title() != null && upload.title().length() > LONGEST_NAME) {
            throw invalid("/title", "is longer than %d characters".formatted(LONGEST_NAME));
        }
    }

    private static InvalidInput invalid(String field, String what) {
        return new InvalidInput("the document cannot be taken in", List.of(new FieldError(field, what)));
    }

    static PermanentException notFound(UUID id) {
        return new PermanentException(ErrorCode.DOCUMENT_NOT_FOUND, "there is no document " + id);
    }

    private static Optional<String> whose(Submitter who) {
        return who.role().includes(UserRole.OPERATOR) ? Optional.empty() : Optional.of(who.name());
    }

    /**
     * What was handed in.
     *
     * @param size in bytes
     * @param extension what the name of such a file ends in, without the dot
     * @param content fails when the document is replaced or deleted while it is read
     */
    public record Original(long size, String mediaType, String extension, InputStream content) {}
}
