package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The embedding models that collections can have. */
@Component
class Embedders {
    private final Embedder own;
    private final Optional<EmbeddingServer> server;

    Embedders(Embedder own, Optional<EmbeddingServer> server) {
        this.own = own;
        this.server = server;
    }

    /** The one in this process. */
    Embedder own() {
        return own;
    }

    boolean isOwn(String model) {
        return model == null || model.equals(own.model());
    }

    /** What the embeddings in a collection can be compared with; empty as long as there are none. */
    Optional<EmbeddingSpace> space(DocumentCollection collection) {
        return space(collection.embeddingModel(), collection.dimension());
    }

    /**
     * @param model null for the one in this process
     * @param dimension null while it is not known
     */
    Optional<EmbeddingSpace> space(String model, Integer dimension) {
        return isOwn(model)
                ? Optional.of(EmbeddingSpace.own(own.model()))
                : Optional.ofNullable(dimension).map(known -> new EmbeddingSpace(model, known));
    }

    /** For what belongs to nobody, and for counting tokens. */
    Embedder of(String model) {
        return of(model, Work.outsideOfRuns(Submitter.ENGINE));
    }

    /**
     * @param model null for the one in this process
     * @param work for whom and for what it embeds
     */
    Embedder of(String model, Work work) {
        if (isOwn(model)) {
            return own;
        }
        return server.map(asked -> new ServerEmbedder(asked, model, work, own::countTokens))
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.MODEL_REFUSED,
                        "there is no model server that could embed with '%s'".formatted(model)));
    }
}
