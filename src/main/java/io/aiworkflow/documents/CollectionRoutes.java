package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of collections. */
@Component
@Profile("api")
class CollectionRoutes extends OperationRoutes {
    private final CollectionOperations collections;

    CollectionRoutes(CollectionOperations collections, ObjectMapper json) {
        super(json);
        this.collections = collections;
    }

    @Override
    public void configure() {
        rest("/api/v1/collections")
                .get()
                .to("direct:list-collections")
                .get("/{name}")
                .to("direct:get-collection")
                .put("/{name}")
                .to("direct:put-collection")
                .post("/{name}/confirm")
                .to("direct:confirm-collection-model")
                .delete("/{name}")
                .to("direct:delete-collection");

        operation("list-collections", "Lists collections by name", collections::list);
        operation("get-collection", "Tells about a collection", collections::get);
        operation("put-collection", "Makes or changes a collection", collections::put);
        operation("confirm-collection-model", "Drops the embeddings of the model before", collections::confirm);
        operation("delete-collection", "Removes a collection without documents", collections::delete);
    }
}
