package io.aiworkflow.documents;

import io.aiworkflow.knowledge.EmbeddingServer;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.EmbedRequest;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.platform.Work;
import java.util.List;
import org.springframework.stereotype.Component;

/** Lets collections have the embedding models of the model server, under the limits of the one door to models. */
@Component
class GatewayEmbeddings implements EmbeddingServer {
    private final ModelGateway models;

    GatewayEmbeddings(ModelGateway models) {
        this.models = models;
    }

    @Override
    public List<float[]> embed(String model, List<String> texts, Work work) {
        EmbedRequest request = new EmbedRequest(model, texts, null, CallOrigin.of(work));
        return models.embed(request).vectors().stream()
                .map(GatewayEmbeddings::floats)
                .toList();
    }

    private static float[] floats(List<Double> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }
}
