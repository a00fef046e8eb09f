package io.aiworkflow.knowledge;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.knowledge.JdbcPublication.Published;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
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
    private final IndexSpaces spaces;
    private final DocumentCollections collections;
    private final Embedders embedders;
    private final Ingestion ingestion;
    private final double minimumScore;

    KnowledgeBase(
            JdbcDocumentStore store,
            IndexFollower follower,
            IndexSpaces spaces,
            DocumentCollections collections,
            Embedders embedders,
            Ingestion ingestion,
            KnowledgeProperties properties) {
        this.store = store;
        this.follower = follower;
        this.spaces = spaces;
        this.collections = collections;
        this.embedders = embedders;
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
        return index(document, Work.outsideOfRuns(document.bringer()));
    }

    /** @param work for whom and for what models are asked; the rights are those of whoever brings the document */
    Indexed index(NewDocument document, Work work) {
        Received received = ingestion.receive(document.upload(), document.bringer(), work.run());
        Published published = ingestion.ingest(received, document.bringer(), work);
        follow(document.collection());
        return new Indexed(
                published.id(), published.title(), published.chunks(), received.state() == Received.State.UNCHANGED);
    }

    /** Removes a document; returns whether it was there. */
    public boolean remove(String collection, String name) {
        boolean removed = store.delete(collection, name);
        follow(collection);
        return removed;
    }

    /** Brings the index that a collection is searched in to where its documents are. */
    void follow(String collection) {
        collections.named(collection).flatMap(embedders::space).ifPresent(follower::caughtUp);
    }

    /** The best passages of a collection that are relevant at all, best first; none when nothing is. */
    public List<Passage> search(String question, String collection, int limit) {
        return search(
                question, IndexFilter.in(collection), SearchMode.HYBRID, limit, Work.outsideOfRuns(Submitter.ENGINE));
    }

    /**
     * The best passages that pass the filter and are relevant at all, best first; none when nothing is. The question is
     * embedded by the model of the collection that is asked.
     *
     * @param work for whom and for what it is embedded
     * @throws InvalidInput when the question is too long for that model
     * @throws io.aiworkflow.failure.PermanentException DIMENSION_MISMATCH when that model gives other embeddings by now
     */
    public List<Passage> search(String question, IndexFilter filter, SearchMode mode, int limit, Work work) {
        Optional<DocumentCollection> place = collections.named(filter.collection());
        Embedder embedder =
                embedders.of(place.map(DocumentCollection::embeddingModel).orElse(null), work);
        requireShort(question, embedder);
        Optional<EmbeddingSpace> space = place.flatMap(embedders::space);
        if (space.isEmpty()) {
            return List.of();
        }
        try {
            List<Passage> found = find(
                    new IndexQuery(
                            embedded(question, embedder, space.get(), filter.collection()),
                            question,
                            mode,
                            filter,
                            limit * HITS_PER_PASSAGE),
                    space.get());
            if (isSearchedIn(filter.collection(), space)) {
                return chosen(found, question, limit);
            }
        } catch (VectorIndexUnavailable | VectorIndexRefused e) {
            if (isSearchedIn(filter.collection(), space)) {
                throw e;
            }
        }
        // The collection has another model by now, and what the one before had may be gone.
        return search(question, filter, mode, limit, work);
    }

    private List<Passage> find(IndexQuery query, EmbeddingSpace space) {
        return store.passages(follower.search(space, query), query.filter());
    }

    private List<Passage> chosen(List<Passage> found, String question, int limit) {
        Relevance relevance = new Relevance(question, minimumScore);
        return PassageSelection.select(found.stream().filter(relevance::of).toList(), limit);
    }

    private boolean isSearchedIn(String collection, Optional<EmbeddingSpace> space) {
        return collections.named(collection).flatMap(embedders::space).equals(space);
    }

    private static float[] embedded(String question, Embedder embedder, EmbeddingSpace space, String collection) {
        float[] vector = embedder.embed(List.of(question)).get(0);
        requireComparable(vector, space, collection);
        return vector;
    }

    private static void requireShort(String question, Embedder embedder) {
        if (embedder.countTokens(question) > embedder.maxTokens()) {
            throw new InvalidInput(
                    "the question is too long to be searched for",
                    List.of(new FieldError("/question", "is longer than %d tokens".formatted(embedder.maxTokens()))));
        }
    }

    /** The model may have been replaced at its server by another one of the same name. */
    private static void requireComparable(float[] vector, EmbeddingSpace space, String collection) {
        if (!space.isOwn() && vector.length != space.dimension()) {
            throw DocumentCollections.mismatch(collection, space.model(), vector.length, space.dimension());
        }
    }

    /** Builds the indexes anew from the database. Searches use the present ones until the new ones are complete. */
    public void reindex() {
        spaces.all().forEach(follower::rebuild);
    }

    /**
     * What became of a document.
     *
     * @param unchanged whether it was already indexed just so
     */
    public record Indexed(UUID document, String title, int chunks, boolean unchanged) {}
}
