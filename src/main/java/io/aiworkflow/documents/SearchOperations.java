package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.knowledge.PassageSearch;
import io.aiworkflow.knowledge.SearchRequest;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.workflow.DocumentSchema;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Finds passages at once. What a model makes of them takes its time and is a run, elsewhere. */
@Component
@Profile("api")
class SearchOperations {
    private static final DocumentSchema SEARCH = RequestSchemas.read("search");

    private final PassageSearch passages;
    private final CurrentSubmitter current;

    SearchOperations(PassageSearch passages, CurrentSubmitter current) {
        this.passages = passages;
        this.current = current;
    }

    Reply search(Message request) {
        JsonNode body = RequestParts.optionalBody(request, SEARCH);
        SearchRequest asked = SearchRequest.of(
                body.get("question").asText(),
                body.path("collection").textValue(),
                body.has("limit") ? body.get("limit").intValue() : null,
                name -> StrictJson.toJava(body.get(name)));
        return Reply.ok(passages.search(asked, current.get()));
    }
}
