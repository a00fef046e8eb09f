package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The groups of documents: whose they are, and how documents in them are cut and embedded. A group that is used for the
 * first time belongs to whoever uses it; only the default one is shared by itself.
 */
@Component
public class DocumentCollections {
    /** Where documents go that name no other collection. */
    public static final String DEFAULT = "default";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final int FEWEST_TOKENS = 20;
    private static final int MOST_TOKENS = 250;
    private static final int MOST_TOKENS_ELSEWHERE = 2000;

    private final JdbcCollections store;
    private final Embedders embedders;
    private final KnowledgeProperties defaults;

    DocumentCollections(JdbcCollections store, Embedders embedders, KnowledgeProperties defaults) {
        this.store = store;
        this.embedders = embedders;
        this.defaults = defaults;
    }

    /**
     * The collection that somebody brings a document into. It is made if it is not there.
     *
     * @throws PermanentException when it belongs to somebody else
     */
    DocumentCollection use(String name, Submitter who) {
        requireName(name);
        Optional<DocumentCollection> known = store.find(name);
        if (known.isEmpty()) {
            store.create(fresh(name, who));
        }
        DocumentCollection collection = known.or(() -> store.find(name)).orElseThrow();
        requireOpen(collection, who);
        return collection;
    }

    /** @throws PermanentException COLLECTION_NOT_FOUND, also for the collection of somebody else */
    public DocumentCollection find(String name, Submitter who) {
        return Optional.of(name)
                .filter(DocumentCollections::isName)
                .flatMap(store::find)
                .filter(collection -> collection.isOpenTo(who))
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.COLLECTION_NOT_FOUND, "there is no collection of this name that you may see"));
    }

    /** Whether somebody may see what is in a collection; in one that is not there is nothing to hide. */
    boolean isOpenTo(String name, Submitter who) {
        return store.find(name).map(collection -> collection.isOpenTo(who)).orElse(true);
    }

    /** By name: those of the one who asks and the shared ones, all for operators. */
    public List<DocumentCollection> list(Submitter who, Optional<String> after, int limit) {
        Optional<String> whose =
                Optional.of(who.name()).filter(name -> !who.role().includes(UserRole.OPERATOR));
        return store.list(whose, after, limit);
    }

    /** Makes a collection or changes it. Another model has to wait until it has embedded what is there already. */
    public Change put(String name, CollectionSettings wanted, Submitter who) {
        requireName(name);
        Optional<DocumentCollection> known = store.find(name);
        known.ifPresent(present -> requireOpen(present, who));
        DocumentCollection to = changed(known.orElseGet(() -> fresh(name, who)), wanted, who);
        requireUsable(to);
        if (!to.belongsTo(who)) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "the collection '%s' is shared; operators change it".formatted(name));
        }
        if (known.isEmpty() && store.create(to)) {
            return Change.MADE;
        }
        requireOpen(known.or(() -> store.find(name)).orElseThrow(), who);
        store.change(to);
        boolean sameModel =
                wanted.embeddingModel().isEmpty() && wanted.dimension().isEmpty();
        if (sameModel || store.giveModel(to)) {
            return Change.DONE;
        }
        store.plan(name, embedders.of(to.embeddingModel()).model(), to.dimension());
        return Change.MODEL_PLANNED;
    }

    /** Notes the run in which a planned model embeds what is there. */
    public void plannedIn(String name, UUID run) {
        store.plannedIn(name, run);
    }

    /** Whoever may see it; empty when it is not there. */
    Optional<DocumentCollection> named(String name) {
        return store.find(name);
    }

    /**
     * Says nothing of the embeddings of a model that the collection does not have any more.
     *
     * @throws PermanentException when embeddings of this dimension do not belong there
     */
    void requireDimension(String name, String model, int dimension) {
        String named = embedders.isOwn(model) ? null : model;
        store.learnDimension(name, named, dimension)
                .filter(known -> known != dimension)
                .ifPresent(known -> {
                    throw mismatch(name, model, dimension, known);
                });
    }

    static PermanentException mismatch(String name, String model, int given, int known) {
        return new PermanentException(
                ErrorCode.DIMENSION_MISMATCH,
                "the model '%s' gives embeddings of %d numbers, but the collection '%s' holds such of %d; use a new collection for this model, or give this one another model"
                        .formatted(model, given, name, known));
    }

    private DocumentCollection fresh(String name, Submitter who) {
        Instant now = Instant.now();
        return new DocumentCollection(
                name,
                name.equals(DEFAULT) ? null : who.name(),
                defaults.chunkTokens(),
                defaults.overlapTokens(),
                null,
                null,
                null,
                null,
                now,
                now);
    }

    private DocumentCollection changed(DocumentCollection from, CollectionSettings wanted, Submitter who) {
        boolean shared = wanted.shared().orElse(from.isShared());
        if (shared != from.isShared() && !who.role().includes(UserRole.OPERATOR)) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "whether a collection is shared by all is decided by operators");
        }
        String model = wanted.embeddingModel().orElse(from.embeddingModel());
        boolean sameModel =
                embedders.isOwn(model) ? embedders.isOwn(from.embeddingModel()) : model.equals(from.embeddingModel());
        return new DocumentCollection(
                from.name(),
                shared ? null : Optional.ofNullable(from.owner()).orElse(who.name()),
                wanted.chunkTokens().orElse(from.chunkTokens()),
                wanted.overlapTokens().orElse(from.overlapTokens()),
                embedders.isOwn(model) ? null : model,
                wanted.dimension().orElse(sameModel ? from.dimension() : null),
                from.next(),
                from.previousModel(),
                from.createdAt(),
                from.updatedAt());
    }

    private void requireUsable(DocumentCollection collection) {
        int most = embedders.isOwn(collection.embeddingModel()) ? MOST_TOKENS : MOST_TOKENS_ELSEWHERE;
        if (collection.chunkTokens() < FEWEST_TOKENS || collection.chunkTokens() > most) {
            throw invalid("/chunkTokens", "is not from %d to %d, as its model needs".formatted(FEWEST_TOKENS, most));
        }
        if (collection.overlapTokens() * 2 > collection.chunkTokens()) {
            throw invalid("/overlapTokens", "is more than half of chunkTokens");
        }
    }

    private static void requireOpen(DocumentCollection collection, Submitter who) {
        if (!collection.isOpenTo(who)) {
            throw new PermanentException(
                    ErrorCode.NAME_TAKEN,
                    "the name '%s' is taken by a collection of somebody else; choose another one"
                            .formatted(collection.name()));
        }
    }

    /** Whether a collection can be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw invalid("/collection", "must have 1 to 63 lower-case letters, digits, hyphens and underscores");
        }
    }

    private static InvalidInput invalid(String field, String what) {
        return new InvalidInput("the collection cannot be like this", List.of(new FieldError(field, what)));
    }

    /** What became of the wish to have a collection so. */
    public enum Change {
        MADE,
        DONE,
        /** All is done but the model, which has to embed what is there first. */
        MODEL_PLANNED
    }
}
