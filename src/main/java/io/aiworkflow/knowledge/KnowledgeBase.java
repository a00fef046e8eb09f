package io.aiworkflow.knowledge;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.knowledge.JdbcPublication.Published;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Indexes documents and finds the passages that answer to a question. It never asks a model for an answer. */
@Component
public class KnowledgeBase {
    /** Passages that overlap become one, so more are fetched than are asked for. */
    private static final int HITS_PER_PASSAGE = 3;

    private final JdbcDocumentStore store;
    private final IndexFollower follower;
    private final Embedder embedder;
    private final Ingestion ingestion;
    private final double minimumScore;

    KnowledgeBase(
            JdbcDocumentStore store,
            IndexFollower follower,
            Embedder embedder,
            Ingestion ingestion,
            KnowledgeProperties properties) {
        this.store = store;
        this.follower = follower;
        this.embedder = embedder;
        this.ingestion = ingestion;
        this.minimumScore = properties.minimumScore();
    }

    /**
     * Stores and indexes a text in place of an earlier document of the same collection and name. The same text again
     * changes nothing.
     *
     * @throws InvalidInput when there is no text in it
     */
    public Indexed index(NewDocument document) {
        return index(document, Optional.empty());
    }

    /** @param run in which this happens */
    Indexed index(NewDocument document, Optional<UUID> run) {
        Received received = ingestion.receive(document.upload(), document.bringer(), run);
        Published published = ingestion.ingest(received, document.bringer());
        follower.caughtUp();
        return new Indexed(
                published.id(), published.title(), published.chunks(), received.state() == Received.State.UNCHANGED);
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
                store.passages(hits, filter).stream().filter(relevance::of).toList();
        return PassageSelection.select(relevant, limit);
    }

    /** Builds the vector index anew from the database. Searches use the present one until the new one is complete. */
    public void reindex() {
        follower.rebuild();
    }

    /**
     * What became of a document.
     *
     * @param unchanged whether it was already indexed just so
     */
    public record Indexed(UUID document, String title, int chunks, boolean unchanged) {}
}
