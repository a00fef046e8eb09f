package io.aiworkflow.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.knowledge.CollectionModels;
import io.aiworkflow.knowledge.CollectionSettings;
import io.aiworkflow.knowledge.DocumentCollection;
import io.aiworkflow.knowledge.DocumentCollections;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells of collections, makes, changes and removes them. */
@Component
@Profile("api")
class CollectionOperations {
    private static final DocumentSchema PUT = RequestSchemas.read("put-collection");
    private static final DocumentSchema NOTHING = RequestSchemas.read("nothing");

    private final DocumentCollections collections;
    private final CollectionModels models;
    private final ModelChangeRuns changes;
    private final CurrentSubmitter current;
    private final ForeignDocuments foreign;

    CollectionOperations(
            DocumentCollections collections,
            CollectionModels models,
            ModelChangeRuns changes,
            CurrentSubmitter current,
            ForeignDocuments foreign) {
        this.collections = collections;
        this.models = models;
        this.changes = changes;
        this.current = current;
        this.foreign = foreign;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<CollectionView> page =
                collections.list(current.get(), RequestParts.text(request, "cursor"), limit).stream()
                        .map(CollectionView::of)
                        .toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).name() : null));
    }

    Reply get(Message request) {
        return Reply.ok(CollectionView.of(collections.find(name(request), current.get())));
    }

    Reply put(Message request) {
        JsonNode body = RequestParts.optionalBody(request, PUT);
        Submitter who = current.get();
        Optional<DocumentCollection> before = collections.existing(name(request), who);
        ModelChangeRuns.Put put = changes.put(name(request), settings(body), who);
        before.ifPresent(collection -> foreign.report("change", collection, who));
        CollectionView view = CollectionView.of(collections.find(name(request), who));
        return switch (put.change()) {
            case MADE -> new Reply(201, Map.of(), view);
            case DONE -> Reply.ok(view);
            case MODEL_PLANNED -> new Reply(202, Map.of("Location", "/api/v1/runs/" + put.run()), view);
        };
    }

    Reply confirm(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        Submitter who = current.get();
        DocumentCollection before = collections.find(name(request), who);
        if (!models.confirm(name(request), who)) {
            throw new PermanentException(
                    ErrorCode.STATE_CONFLICT, "the collection keeps no embeddings of a model that it had before");
        }
        foreign.report("confirm", before, who);
        return Reply.ok(CollectionView.of(collections.find(name(request), who)));
    }

    Reply delete(Message request) {
        Submitter who = current.get();
        DocumentCollection before = collections.find(name(request), who);
        collections.delete(before.name(), who);
        foreign.report("delete", before, who);
        return Reply.done();
    }

    private static CollectionSettings settings(JsonNode body) {
        return new CollectionSettings(
                Optional.of(body.path("shared")).filter(JsonNode::isBoolean).map(JsonNode::booleanValue),
                number(body, "chunkTokens"),
                number(body, "overlapTokens"),
                Optional.ofNullable(body.path("embeddingModel").textValue()),
                number(body, "dimension"));
    }

    private static Optional<Integer> number(JsonNode body, String name) {
        return Optional.of(body.path(name)).filter(JsonNode::isNumber).map(JsonNode::intValue);
    }

    private static String name(Message request) {
        return request.getHeader("name", String.class);
    }

    /**
     * Some collections.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<CollectionView> collections, String next) {}

    /**
     * A collection as callers see it.
     *
     * @param embeddingModel absent for the one in the engine
     * @param dimension absent until the first embedding
     * @param next the model that it is being given; absent as a rule
     * @param previousModel whose embeddings are kept until that is confirmed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record CollectionView(
            String name,
            boolean shared,
            String owner,
            int chunkTokens,
            int overlapTokens,
            String embeddingModel,
            Integer dimension,
            NextModelView next,
            String previousModel,
            Instant createdAt,
            Instant updatedAt) {
        static CollectionView of(DocumentCollection collection) {
            return new CollectionView(
                    collection.name(),
                    collection.isShared(),
                    collection.owner(),
                    collection.chunkTokens(),
                    collection.overlapTokens(),
                    collection.embeddingModel(),
                    collection.dimension(),
                    NextModelView.of(collection.next()),
                    collection.previousModel(),
                    collection.createdAt(),
                    collection.updatedAt());
        }
    }

    /** The model that a collection is being given, and the run that does it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record NextModelView(String embeddingModel, Integer dimension, UUID run) {
        static NextModelView of(DocumentCollection.NextModel next) {
            return next == null ? null : new NextModelView(next.model(), next.dimension(), next.run());
        }
    }
}
