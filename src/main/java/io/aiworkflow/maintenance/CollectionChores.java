package io.aiworkflow.maintenance;

import io.aiworkflow.knowledge.CollectionModels;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.worker.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Gives collections the embedding models that were asked for them, and tells how far that is. */
@Component
class CollectionChores {
    private final CollectionModels models;
    private final Progress progress;

    CollectionChores(CollectionModels models, Progress progress) {
        this.models = models;
        this.progress = progress;
    }

    /** @param request the collection */
    public Map<String, Object> changeModel(
            Exchange exchange,
            @Body Map<String, String> request,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter) {
        CollectionModels.Changed changed = models.change(request.get("collection"), submitter, (passages, all) -> {
            progress.parts(exchange, passages, all);
        });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("collection", request.get("collection"));
        result.put("embeddingModel", changed.model());
        result.put("dimension", changed.dimension());
        result.put("embedded", changed.embedded());
        result.put("changed", changed.changed());
        return result;
    }
}
