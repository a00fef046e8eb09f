package io.aiworkflow.knowledge;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Indexes documents and finds the passages that answer to a question. It never asks a model for an answer. */
@Component
public class KnowledgeBase {
    /** Passages that overlap become one, so more are fetched than are asked for. */
    private static final int HITS_PER_PASSAGE = 3;

    /** Headings shall not outweigh the passage, nor push its end out of what the model can take in. */
    private static final int LONGEST_HEADING = 200;

    private final JdbcDocumentStore store;
    private final IndexFollower follower;
    private final Embedder embedder;
    private final Chunker chunker;
    private final double minimumScore;

    KnowledgeBase(JdbcDocumentStore store, IndexFollower follower, Embedder embedder, KnowledgeProperties properties) {
        this.store = store;
        this.follower = follower;
        this.embedder = embedder;
        this.chunker = new Chunker(embedder::countTokens, properties.chunkTokens(), properties.overlapTokens());
        this.minimumScore = properties.minimumScore();
    }

    /**
     * Stores and indexes a document in place of an earlier one of the same collection and name. The same document
     * again changes nothing.
     *
     * @throws InvalidInput when there is no text in it
     */
    public Indexed index(NewDocument document) {
        Optional<StoredDocument> earlier = store.find(document.collection(), document.name());
        boolean unchanged = earlier.isPresent()
                && earlier.get().contentHash().equals(document.hash())
                && earlier.get().embeddingModel().equals(embedder.model());
        StoredDocument stored = unchanged ? earlier.get() : replace(document);
        follower.caughtUp();
        return new Indexed(stored.id(), stored.title(), stored.chunks(), unchanged);
    }

    /** Removes a document; returns whether it was there. */
    public boolean remove(String collection, String name) {
        boolean removed = store.delete(collection, name);
        follower.caughtUp();
        return removed;
    }

    /** The best passages of a collection that are relevant at all, best first; none when nothing is. */
    public List<Passage> search(String question, String collection, int limit) {
        return search(question, IndexFilter.in(collection), SearchMode.HYBRID, limit);
    }

    /** The best passages that pass the filter and are relevant at all, best first; none when nothing is. */
    public List<Passage> search(String question, IndexFilter filter, SearchMode mode, int limit) {
        if (embedder.countTokens(question) > embedder.maxTokens()) {
            throw new InvalidInput(
                    "the question is too long to be searched for",
                    List.of(new FieldError("/question", "is longer than %d tokens".formatted(embedder.maxTokens()))));
        }
        VectorIndex index = follower.caughtUp();
        float[] vector = embedder.embed(List.of(question)).get(0);
        Relevance relevance = new Relevance(question, minimumScore);
        List<IndexHit> hits = index.search(new IndexQuery(vector, question, mode, filter, limit * HITS_PER_PASSAGE));
        List<Passage> relevant =
                store.passages(hits).stream().filter(relevance::of).toList();
        return PassageSelection.select(relevant, limit);
    }

    /** Builds the vector index anew from the database. Searches use the present one until the new one is complete. */
    public void reindex() {
        follower.rebuild();
    }

    private StoredDocument replace(NewDocument document) {
        List<Chunk> chunks = chunker.chunk(document.text());
        if (chunks.isEmpty()) {
            throw new InvalidInput(
                    "the document '%s' holds no text".formatted(document.name()),
                    List.of(new FieldError("/text", "holds nothing but white space")));
        }
        List<float[]> vectors = embedder.embed(
                chunks.stream().map(chunk -> embeddedText(document, chunk)).toList());
        List<EmbeddedChunk> embedded = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            embedded.add(new EmbeddedChunk(chunks.get(i), vectors.get(i)));
        }
        return store.replace(document, embedder.model(), embedded);
    }

    /** A passage means little without knowing what it is about, so title and headings are embedded with it. */
    private static String embeddedText(NewDocument document, Chunk chunk) {
        String passage = document.text().substring(chunk.start(), chunk.end());
        String about = chunk.heading().startsWith(document.title())
                ? chunk.heading()
                : (document.title() + " > " + chunk.heading());
        return about.substring(0, Math.min(about.length(), LONGEST_HEADING)) + "\n" + passage;
    }

    /**
     * What became of a document.
     *
     * @param unchanged whether it was already indexed just so
     */
    public record Indexed(UUID document, String title, int chunks, boolean unchanged) {}
}
