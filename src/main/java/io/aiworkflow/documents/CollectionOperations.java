package io.aiworkflow.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
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
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells of collections, makes, changes and removes them. */
@Component
@Profile("api")
class CollectionOperations {
    private static final DocumentSchema PUT = RequestSchemas.read("put-collection");

    private final DocumentCollections collections;
    private final CurrentSubmitter current;

    CollectionOperations(DocumentCollections collections, CurrentSubmitter current) {
        this.collections = collections;
        this.current = current;
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
        boolean made = collections.put(name(request), settings(body), who);
        CollectionView view = CollectionView.of(collections.find(name(request), who));
        return new Reply(made ? 201 : 200, Map.of(), view);
    }

    Reply delete(Message request) {
        collections.delete(name(request), current.get());
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
                    collection.createdAt(),
                    collection.updatedAt());
        }
    }
}
