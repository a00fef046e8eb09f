package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.DocumentCollection.NextModel;
import io.aiworkflow.knowledge.JdbcReembedding.Count;
import io.aiworkflow.knowledge.JdbcReembedding.Place;
import io.aiworkflow.knowledge.JdbcReembedding.Waiting;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives collections the embedding models that are planned for them: all passages are embedded in batches, an index is
 * filled, and then the collection is searched by the new model at once. Until then it is searched as before. What is
 * embedded is stored batch by batch, so it goes on where it was after a crash.
 */
@Component
public class CollectionModels {
    private static final Logger LOG = LoggerFactory.getLogger(CollectionModels.class);
    /** As long as the length of the embeddings is not known, none are there. */
    private static final int UNKNOWN = 0;

    private final JdbcReembedding store;
    private final DocumentCollections collections;
    private final Embedders embedders;
    private final IndexFollower follower;
    private final UnusedIndexes unused;
    private final IngestionProperties properties;

    CollectionModels(
            JdbcReembedding store,
            DocumentCollections collections,
            Embedders embedders,
            IndexFollower follower,
            UnusedIndexes unused,
            IngestionProperties properties) {
        this.store = store;
        this.collections = collections;
        this.embedders = embedders;
        this.follower = follower;
        this.unused = unused;
        this.properties = properties;
    }

    /**
     * Does what is planned for a collection; nothing when nothing is planned, or when the plan is given up meanwhile.
     *
     * @throws PermanentException COLLECTION_NOT_FOUND, also for the collection of somebody else; DIMENSION_MISMATCH when
     *     the model gives other embeddings than those that were asked for
     */
    public Changed change(String collection, Submitter who, Watcher watcher) {
        collections.find(collection, who);
        long embedded = 0;
        boolean changed = false;
        Optional<NextModel> next = planned(collection);
        while (next.isPresent() && !changed) {
            NextModel wanted = next.get();
            EmbeddingSpace space = new EmbeddingSpace(
                    wanted.model(),
                    Optional.ofNullable(wanted.dimension())
                            .or(() -> store.begun(collection, wanted.model()))
                            .orElse(UNKNOWN));
            embedded += embed(collection, space, watcher);
            changed = store.lacking(collection, space).isEmpty() && switchTo(collection, space);
            next = planned(collection);
        }
        DocumentCollection now = collections.find(collection, who);
        return new Changed(embedders.of(now.embeddingModel()).model(), now.dimension(), embedded, changed);
    }

    /** Gives up the embeddings of the model before; returns whether there were any. */
    public boolean confirm(String collection, Submitter who) {
        if (!collections.find(collection, who).belongsTo(who)) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "the collection '%s' is shared; operators change it".formatted(collection));
        }
        return tidily(() -> store.confirm(collection, embedders.own().model()));
    }

    /** Drops the indexes that nothing is left in. The change is made even if that cannot be done; the next repair does it. */
    private boolean tidily(BooleanSupplier change) {
        boolean changed = change.getAsBoolean();
        try {
            unused.drop();
        } catch (VectorIndexUnavailable | VectorIndexRefused e) {
            LOG.warn("Indexes that nothing is left in stay until the next repair: {}", e.getMessage());
        }
        return changed;
    }

    private Optional<NextModel> planned(String collection) {
        return collections.named(collection).map(DocumentCollection::next);
    }

    private boolean isPlanned(String collection, EmbeddingSpace space) {
        return planned(collection)
                .filter(next -> next.model().equals(space.model()))
                .isPresent();
    }

    /** Embeds what has no embedding yet, and ends early when another model is planned or the dimension becomes known. */
    private long embed(String collection, EmbeddingSpace space, Watcher watcher) {
        Embedder embedder =
                embedders.of(space.model(), Work.outsideOfRuns(Submitter.ENGINE).inBackground());
        Count count = store.count(collection, space);
        long all = Math.max(1, count.all());
        long embedded = 0;
        Place place = Place.START;
        List<Waiting> batch = store.missing(collection, space, place, properties.batch());
        while (!batch.isEmpty() && isPlanned(collection, space)) {
            watcher.embedded(Math.min(all, count.embedded() + embedded), all);
            int dimension = embed(collection, space, embedder, batch);
            embedded += batch.size();
            if (space.dimension() != dimension) {
                return embedded;
            }
            place = batch.get(batch.size() - 1).place();
            batch = store.missing(collection, space, place, properties.batch());
        }
        if (isPlanned(collection, space)) {
            store.lacking(collection, space).forEach(document -> store.complete(document, space));
        }
        return embedded;
    }

    /** @return how many numbers the embeddings have */
    private int embed(String collection, EmbeddingSpace space, Embedder embedder, List<Waiting> batch) {
        batch.forEach(passage -> requireShort(passage, embedder));
        List<float[]> vectors =
                embedder.embed(batch.stream().map(Waiting::embeddedText).toList());
        int dimension = vectors.get(0).length;
        int wanted = space.dimension() == UNKNOWN ? dimension : space.dimension();
        int known = store.learnDimension(collection, space.model(), wanted).orElse(wanted);
        for (float[] vector : vectors) {
            if (vector.length != known) {
                throw DocumentCollections.mismatch(collection, space.model(), vector.length, known);
            }
        }
        store.store(new EmbeddingSpace(space.model(), dimension), batch, vectors);
        return dimension;
    }

    /** What a model cannot take in as a whole would be embedded by its beginning alone. */
    private static void requireShort(Waiting passage, Embedder embedder) {
        if (embedder.countTokens(passage.embeddedText()) > embedder.maxTokens()) {
            throw new InvalidInput(
                    "a passage of the document %s is too long for the model '%s'; hand the document in again with a smaller chunkTokens, or choose another model"
                            .formatted(passage.document(), embedder.model()),
                    List.of(new FieldError(
                            "/embeddingModel", "takes in %d tokens at most".formatted(embedder.maxTokens()))));
        }
    }

    /** The index is filled before searches come to it. */
    private boolean switchTo(String collection, EmbeddingSpace space) {
        Optional<EmbeddingSpace> searched =
                embedders.space(space.model(), space.dimension()).filter(known -> space.dimension() != UNKNOWN);
        searched.ifPresent(follower::caughtUp);
        boolean switched =
                tidily(() -> store.switchTo(collection, space, embedders.own().model()));
        if (switched) {
            LOG.info("The collection {} is searched by the embedding model {} from now on", collection, space.model());
        }
        return switched;
    }

    /**
     * How a collection stands after a change.
     *
     * @param model that it is searched by
     * @param dimension of its embeddings, or null when there are none
     * @param embedded how many passages were embedded for it now
     * @param changed whether the model is the planned one now; false when nothing was planned any more
     */
    public record Changed(String model, Integer dimension, long embedded, boolean changed) {}

    /** Is told how far it is. */
    public interface Watcher {
        void embedded(long passages, long all);
    }
}
