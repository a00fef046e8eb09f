package io.aiworkflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a model server is right now.
 *
 * @param url where it was asked, without credentials
 * @param kind the protocol, {@code Ollama} or {@code OpenAI}
 * @param available whether it works
 * @param problem what is wrong and what to do, or null
 * @param version of its software, null when it does not say
 * @param breaker {@code closed} when calls go through, {@code open} while it is left alone because it has failed too
 *     often, {@code half-open} while it is tried again
 * @param leftAlone models that are not asked here for a while because they have failed too often
 * @param calls that it is answering for this process
 * @param models what it has, empty when it is not available
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelStatus(
        String url,
        String kind,
        boolean available,
        String problem,
        String version,
        String breaker,
        List<String> leftAlone,
        int calls,
        List<StoredModel> models) {
    public ModelStatus {
        leftAlone = List.copyOf(leftAlone);
        models = List.copyOf(models);
    }
}
