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
import org.springframework.transaction.support.TransactionOperations;

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
    private static final int MOST_OF_ONE = 100;

    private final JdbcCollections store;
    private final Embedders embedders;
    private final KnowledgeProperties defaults;
    private final TransactionOperations transactions;

    DocumentCollections(
            JdbcCollections store,
            Embedders embedders,
            KnowledgeProperties defaults,
            TransactionOperations transactions) {
        this.store = store;
        this.embedders = embedders;
        this.defaults = defaults;
        this.transactions = transactions;
    }

    /**
     * The collection that somebody brings a document into. It is made if it is not there, and stays at least until the
     * transaction ends.
     *
     * @throws PermanentException when it belongs to somebody else
     */
    DocumentCollection use(String name, Submitter who) {
        requireName(name);
        Optional<DocumentCollection> known = store.keep(name);
        while (known.isEmpty()) {
            store.create(fresh(name, who));
            known = store.keep(name);
        }
        requireOpen(known.get(), who);
        return known.get();
    }

    /** @throws PermanentException COLLECTION_NOT_FOUND, also for the collection of somebody else */
    public DocumentCollection find(String name, Submitter who) {
        return seen(isName(name) ? store.find(name) : Optional.empty(), who);
    }

    /** The same, empty in place of a refusal. */
    public Optional<DocumentCollection> existing(String name, Submitter who) {
        return (isName(name) ? store.find(name) : Optional.<DocumentCollection>empty())
                .filter(collection -> collection.isOpenTo(who));
    }

    private static DocumentCollection seen(Optional<DocumentCollection> found, Submitter who) {
        return found.filter(collection -> collection.isOpenTo(who))
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
        return transactions.execute(status -> putAlone(name, wanted, who));
    }

    /** What is left out stays as it is now, so nobody else may change it meanwhile. */
    private Change putAlone(String name, CollectionSettings wanted, Submitter who) {
        Optional<DocumentCollection> known = store.hold(name);
        while (known.isEmpty()) {
            if (store.create(permitted(fresh(name, who), wanted, who))) {
                return Change.MADE;
            }
            known = store.hold(name);
        }
        requireOpen(known.get(), who);
        DocumentCollection to = permitted(known.get(), wanted, who);
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

    private DocumentCollection permitted(DocumentCollection from, CollectionSettings wanted, Submitter who) {
        DocumentCollection to = changed(from, wanted, who);
        requireUsable(to);
        requireOwned(to, who);
        return to;
    }

    /**
     * Removes a collection without documents.
     *
     * @throws PermanentException when there are documents in it, or when somebody may not remove it
     */
    public void delete(String name, Submitter who) {
        transactions.executeWithoutResult(status -> {
            requireOwned(seen(isName(name) ? store.hold(name) : Optional.empty(), who), who);
            if (!store.deleteEmpty(name)) {
                throw new PermanentException(
                        ErrorCode.STATE_CONFLICT,
                        "there are documents in the collection '%s'; delete them first".formatted(name));
            }
        });
    }

    private static void requireOwned(DocumentCollection collection, Submitter who) {
        if (!collection.belongsTo(who)) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN,
                    "the collection '%s' is shared; operators change it".formatted(collection.name()));
        }
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
        if (!name.equals(DEFAULT)
                && !who.role().includes(UserRole.OPERATOR)
                && store.count(who.name()) >= MOST_OF_ONE) {
            throw new PermanentException(
                    ErrorCode.STATE_CONFLICT,
                    "%d collections are yours already, which is the most; delete one".formatted(MOST_OF_ONE));
        }
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
