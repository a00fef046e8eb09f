package io.aiworkflow.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whether a server works: it must tell what it has, and a model in its memory must answer. A model is only asked
 * if no call of ours has shown it lately, and if the question loads nothing.
 */
final class ServerProbe {
    private static final Duration RECENT = Duration.ofMinutes(1);
    /** Servers that load models when they are asked for keep them for five minutes or more. */
    private static final Duration KEPT_IN_MEMORY = Duration.ofMinutes(4);

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
        } catch (ModelRefused e) {
            // It works: it has understood the question, and does not like it.
            return status(look, null);
        } catch (ModelUnavailable | ModelStreamBroken e) {
            return status(look, e.getMessage());
        }
    }

    private void probe(ServerState state) {
        boolean shown =
                slot.sinceSuccess().compareTo(RECENT) < 0 || slot.calls().get() > 0;
        Optional<ServerSlot.Answered> model = shown
                ? Optional.empty()
                : candidates().filter(each -> isInMemory(each, state)).findFirst();
        if (model.isPresent()) {
            // Not for the breaker: the server may only be busy with others.
            slot.server().probe(model.get().model(), model.get().kind());
            slot.succeeded();
        }
    }

    /** What we ask for: what was asked for last, and the models of the configuration. */
    private Stream<ServerSlot.Answered> candidates() {
        Stream<ServerSlot.Answered> configured = Stream.of(
                new ServerSlot.Answered(properties.chatModel(), CallKind.CHAT),
                new ServerSlot.Answered(properties.embedModel(), CallKind.EMBED));
        return Stream.concat(slot.lastAnswered().stream(), configured);
    }

    private boolean isInMemory(ServerSlot.Answered asked, ServerState state) {
        boolean usedLately = slot.lastAnswered().filter(asked::equals).isPresent()
                && slot.sinceSuccess().compareTo(KEPT_IN_MEMORY) < 0;
        return state.find(asked.model())
                .filter(model -> slot.server().isInMemory(model, state, usedLately))
                .isPresent();
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
