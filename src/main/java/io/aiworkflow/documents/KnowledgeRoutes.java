package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of the search, and of the index behind it for those who look after it. */
@Component
@Profile("api")
class KnowledgeRoutes extends OperationRoutes {
    private final SearchOperations search;
    private final IndexOperations index;

    KnowledgeRoutes(SearchOperations search, IndexOperations index, ObjectMapper json) {
        super(json);
        this.search = search;
        this.index = index;
    }

    @Override
    public void configure() {
        rest("/api/v1/search").post().to("direct:search-passages");
        rest("/api/v1/admin/index")
                .get()
                .to("direct:get-index")
                .post("/compare")
                .to("direct:submit-index-comparison")
                .post("/repair")
                .to("direct:submit-index-repair")
                .post("/rebuild")
                .to("direct:submit-index-rebuild")
                .post("/confirm")
                .to("direct:confirm-index")
                .post("/revert")
                .to("direct:revert-index");

        operation("search-passages", "Finds the passages that answer a question", search::search);
        operation("get-index", "Tells how the index stands", index::status);
        operation("submit-index-comparison", "Starts a run that compares index and database", index::compare);
        operation("submit-index-repair", "Starts a run that repairs the index", index::repair);
        operation("submit-index-rebuild", "Starts a run that builds the index anew", index::rebuild);
        operation("confirm-index", "Drops the index before", index::confirm);
        operation("revert-index", "Goes back to the index before", index::revert);
    }
}
