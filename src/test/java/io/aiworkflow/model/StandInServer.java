package io.aiworkflow.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A model server that only says what it has; nothing is asked of it. */
final class StandInServer implements ModelServer {
    private static final Executor AT_ONCE = Runnable::run;

    private final String url;
    private final List<StoredModel> models;

    private StandInServer(String url, List<StoredModel> models) {
        this.url = url;
        this.models = models;
    }

    /** @param models names; a plus in front says that it is in memory */
    static ServerSlot slot(String url, String... models) {
        List<StoredModel> all = Arrays.stream(models).map(StandInServer::model).toList();
        ServerSlot slot = new ServerSlot(new StandInServer(url, all), AT_ONCE);
        slot.lookNow();
        return slot;
    }

    private static StoredModel model(String name) {
        StoredModel.Loaded loaded = name.startsWith("+") ? new StoredModel.Loaded(4096, null, null) : null;
        return new StoredModel(name.replace("+", ""), null, null, null, null, null, null, loaded);
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String kind() {
        return "stand-in";
    }

    @Override
    public ServerState state() {
        return new ServerState(null, models);
    }

    @Override
    public ChatAnswer chat(ChatRequest request, CallListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChatAnswer generate(GenerateRequest request, CallListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EmbedAnswer embed(EmbedRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInMemory(StoredModel model, ServerState state, boolean usedLately) {
        return model.loaded() != null;
    }

    @Override
    public void probe(String model, CallKind kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ModelLibrary> library() {
        return Optional.empty();
    }
}
