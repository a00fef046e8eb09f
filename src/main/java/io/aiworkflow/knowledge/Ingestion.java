package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.JdbcDrafts.Source;
import io.aiworkflow.knowledge.JdbcPublication.Published;
import io.aiworkflow.knowledge.parsing.DocumentParser;
import io.aiworkflow.knowledge.parsing.ParsedDocument;
import io.aiworkflow.platform.Sha256;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The way of a document into the index: parse, chunk, embed batch by batch, publish. Each part stores what it has done and
 * can be repeated: what is there already is not made again. Nothing of it is to be found before the last part.
 */
@Component("documentIngestion")
class Ingestion {
    private final Library library;
    private final TransactionOperations transactions;
    private final JdbcDrafts drafts;
    private final JdbcPublication publication;
    private final DocumentCollections collections;
    private final Embedders embedders;
    private final DocumentParser parser;
    private final IngestionProperties properties;
    private final DraftCutting cutting = new DraftCutting();

    Ingestion(
            Library library,
            TransactionOperations transactions,
            JdbcDrafts drafts,
            JdbcPublication publication,
            DocumentCollections collections,
            Embedders embedders,
            DocumentParser parser,
            IngestionProperties properties) {
        this.library = library;
        this.transactions = transactions;
        this.drafts = drafts;
        this.publication = publication;
        this.collections = collections;
        this.embedders = embedders;
        this.parser = parser;
        this.properties = properties;
    }

    /** Takes a document in. */
    Received receive(Upload upload, Submitter who) {
        return receive(upload, who, Optional.empty());
    }

    /** @param run in which it becomes findable */
    Received receive(Upload upload, Submitter who, Optional<UUID> run) {
        return transactions.execute(status -> {
            Received received = library.receive(upload, who);
            if (received.state() != Received.State.UNCHANGED) {
                run.ifPresent(id -> library.indexedBy(received, id));
            }
            return received;
        });
    }

    /**
     * Takes a document the whole way at once.
     *
     * @param who with whose rights
     * @param work for whom and for what models are asked
     */
    Published ingest(Received received, Submitter who, Work work) {
        UUID document = received.document();
        if (received.state() != Received.State.UNCHANGED && parse(document, received.version(), who)) {
            chunk(document, received.version()).forEach(batch -> embed(document, received.version(), batch, work));
        }
        return publish(document, received.version(), work);
    }

    /**
     * Makes text of what was handed in.
     *
     * @return whether there is something to do: not for a version that is published already
     */
    boolean parse(UUID document, int version, Submitter who) {
        Published present = publication.find(document).orElseThrow(() -> Library.notFound(document));
        DocumentCollection collection = collections.find(present.collection(), who);
        if (present.version() >= version) {
            return false;
        }
        ChunkSettings settings = ChunkSettings.of(collection, embedders.of(collection.embeddingModel()));
        // What was begun under other settings may have failed because of them.
        drafts.discardUnless(document, version, settings);
        if (drafts.find(document, version).isEmpty()) {
            Source source = drafts.source(document, version).orElseThrow(() -> Library.notFound(document));
            ParsedDocument parsed = parsed(source, () -> drafts.content(document, version));
            String text = StorableText.of(parsed.text());
            String own = parsed.title() == null
                    ? null
                    : StorableText.cut(StorableText.of(parsed.title()).strip(), NewDocument.LONGEST_TITLE);
            String title = source.title() == null ? own : source.title();
            NewDocument named = NewDocument.of(source.collection(), source.name(), title, text);
            drafts.begin(
                    new Draft(
                            document,
                            version,
                            source.collection(),
                            source.name(),
                            named.title(),
                            parsed.kind().mediaType(),
                            settings),
                    new DraftText(text, parsed.pages()));
        }
        return true;
    }

    /** What is text for sure needs no process of its own. */
    private ParsedDocument parsed(Source source, Supplier<byte[]> content) {
        if (source.mediaType() == null) {
            return parser.parse(content, source.name());
        }
        String text = new String(content.get(), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw new InvalidInput(
                    "the document '%s' holds no text".formatted(source.name()),
                    List.of(new FieldError("/text", "holds nothing but white space")));
        }
        return ParsedDocument.markdown(text);
    }

    /**
     * Cuts the text into chunks. There is no text when somebody else has published the version, or a later one.
     *
     * @return what is to be embedded yet, in batches
     */
    List<Batch> chunk(UUID document, int version) {
        Optional<Draft> begun = drafts.find(document, version);
        Optional<DraftText> content = begun.flatMap(drafts::text);
        if (content.isEmpty()) {
            return List.of();
        }
        Draft draft = begun.get();
        DraftText text = content.get();
        List<Chunk> chunks =
                cutting.cut(draft, text, embedders.of(draft.settings().model()));
        if (chunks.isEmpty()) {
            throw new PermanentException(ErrorCode.DOCUMENT_EMPTY, "the document holds no text");
        }
        if (chunks.size() > properties.maxChunks()) {
            throw new PermanentException(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "the document would become %d chunks, and %d are the most; split it, or use a collection with larger chunks"
                            .formatted(chunks.size(), properties.maxChunks()));
        }
        drafts.add(
                draft, chunks.stream().map(chunk -> drafted(draft, text, chunk)).toList());
        drafts.takeOver(draft);
        return batches(drafts.missing(draft));
    }

    private static DraftChunk drafted(Draft draft, DraftText text, Chunk chunk) {
        String passage = text.text().substring(chunk.start(), chunk.end());
        return new DraftChunk(
                chunk.ordinal(),
                chunk.heading(),
                text.page(chunk.start()),
                chunk.start(),
                chunk.end(),
                passage,
                Sha256.hex(draft.embeddedText(chunk.heading(), passage)));
    }

    private List<Batch> batches(List<Integer> ordinals) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < ordinals.size(); from += properties.batch()) {
            int to = Math.min(ordinals.size(), from + properties.batch()) - 1;
            batches.add(new Batch(ordinals.get(from), ordinals.get(to)));
        }
        return batches;
    }

    /**
     * Embeds the chunks of a batch that have no embedding yet. Whatever asks for it, it gives way to what somebody waits
     * for.
     *
     * @param work for whom and for what
     * @return how many there were
     */
    int embed(UUID document, int version, Batch batch, Work work) {
        Optional<Draft> begun = current(document, version);
        List<DraftChunk> chunks = begun.map(draft -> drafts.missing(draft, batch.first(), batch.last()))
                .orElse(List.of());
        if (chunks.isEmpty()) {
            return 0;
        }
        Draft draft = begun.get();
        Embedder embedder = embedders.of(draft.settings().model(), work.inBackground());
        List<float[]> vectors = embedder.embed(chunks.stream()
                .map(chunk -> draft.embeddedText(chunk.heading(), chunk.content()))
                .toList());
        vectors.stream()
                .mapToInt(vector -> vector.length)
                .distinct()
                .forEach(length -> collections.requireDimension(draft.collection(), embedder.model(), length));
        Map<DraftChunk, float[]> embeddings = new LinkedHashMap<>();
        for (int i = 0; i < chunks.size(); i++) {
            embeddings.put(chunks.get(i), vectors.get(i));
        }
        drafts.embedded(draft, embeddings);
        return chunks.size();
    }

    /** The draft as its collection wants it now: one that was begun with another model is embedded anew. */
    private Optional<Draft> current(UUID document, int version) {
        return drafts.find(document, version).map(draft -> {
            String model = collections
                    .named(draft.collection())
                    .map(collection -> embedders.of(collection.embeddingModel()).model())
                    .orElse(draft.settings().model());
            return model.equals(draft.settings().model()) ? draft : startOver(draft, model);
        });
    }

    private Draft startOver(Draft draft, String model) {
        drafts.startOver(draft, model);
        Draft again = draft.withModel(model);
        drafts.takeOver(again);
        return again;
    }

    /** Makes the version findable, in place of the one before. */
    Published publish(UUID document, int version, Work work) {
        Optional<Draft> draft = current(document, version);
        while (draft.isPresent()) {
            Draft begun = draft.get();
            // Nothing is missing, unless the collection has got another model since the steps before.
            batches(drafts.missing(begun)).forEach(batch -> embed(document, version, batch, work));
            if (publication.publish(begun, embedders.own().model())) {
                break;
            }
            startOver(begun, begun.settings().model());
            draft = current(document, version);
        }
        return publication.find(document).orElseThrow(() -> Library.notFound(document));
    }

    /** Chunks from one ordinal to another, both included. */
    record Batch(int first, int last) {}
}
