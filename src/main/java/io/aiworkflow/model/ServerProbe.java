package io.aiworkflow.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether a server works: it must tell what it has, and a model in its memory must answer. A model is only asked
 * if no call of ours has shown it lately, and if the question loads nothing.
 */
final class ServerProbe {
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final ServerSlot slot;
    private final ModelProperties properties;

    ServerProbe(ServerSlot slot, ModelProperties properties) {
        this.slot = slot;
        this.properties = properties;
    }

    ModelStatus status() {
        ServerSlot.Look look = slot.lookNow();
        if (look.problem() != null) {
            return status(look, look.problem().getMessage());
        }
        if (slot.breaker().isOpen()) {
            return status(
                    look,
                    "the model server at %s fails and is left alone for a while"
                            .formatted(slot.server().url()));
        }
        try {
            probe(look.state());
            return status(look, null);
        } catch (ModelUnavailable | ModelStreamBroken e) {
            return status(look, e.getMessage());
        }
    }

    private void probe(ServerState state) {
        boolean shown =
                slot.sinceSuccess().compareTo(RECENT) < 0 || slot.calls().get() > 0;
        Optional<String> model = shown ? Optional.empty() : loadedForUs(state);
        if (model.isPresent()) {
            // Not for the breaker: the server may only be busy with others.
            slot.server().probe(model.get());
            slot.succeeded();
        }
    }

    /** A model that is asked for with another context length would be loaded again. */
    private Optional<String> loadedForUs(ServerState state) {
        return state.find(properties.chatModel())
                .filter(model -> model.loaded() != null
                        && model.loaded().contextLength() != null
                        && model.loaded().contextLength() == properties.contextLengthOf(model.name()))
                .map(StoredModel::name);
    }

    private ModelStatus status(ServerSlot.Look look, String problem) {
        List<StoredModel> models =
                look.state() == null ? List.of() : look.state().models();
        String version = look.state() == null ? null : look.state().version();
        return new ModelStatus(
                slot.server().url(),
                slot.server().kind(),
                problem == null,
                problem,
                version,
                slot.breaker().state(),
                slot.leftAlone(),
                slot.calls().get(),
                models);
    }
}
