package io.aiworkflow.model;

import java.util.Optional;

/**
 * One server that runs models, whatever protocol it speaks. It makes each call once under its time-outs, and neither
 * limits how many run nor tries again. The requests name their model.
 */
interface ModelServer {
    /** Its address, without credentials. */
    String url();

    /** The protocol's name for people. */
    String kind();

    /** Interrupting the thread ends the call and closes the connection. */
    ChatAnswer chat(ChatRequest request, CallListener listener);

    ChatAnswer generate(GenerateRequest request, CallListener listener);

    EmbedAnswer embed(EmbedRequest request);

    /** What it has, asked now; answers within seconds or fails. */
    ServerState state();

    /**
     * Whether a question to the model loads nothing.
     *
     * @param usedLately whether it has answered a call of ours within minutes
     */
    boolean isInMemory(StoredModel model, ServerState state, boolean usedLately);

    /** The shortest real answer of a model that is in memory; fails within seconds, or when the model does. */
    void probe(String model, CallKind kind);

    /** Empty when its models cannot be changed from outside. */
    Optional<ModelLibrary> library();
}
