package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.run.Effect;
import io.aiworkflow.run.EffectState;
import io.aiworkflow.run.Effects;
import io.aiworkflow.run.RunSignals;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Shows the outside effects of runs, and takes what a person has found out about one. */
@Component
@Profile("api")
class EffectOperations {
    private final Effects effects;
    private final RunSignals signals;
    private final CurrentSubmitter submitter;

    EffectOperations(Effects effects, RunSignals signals, CurrentSubmitter submitter) {
        this.effects = effects;
        this.signals = signals;
        this.submitter = submitter;
    }

    Reply list(Message request) {
        int limit = RequestParts.limit(request);
        List<EffectView> page = effects.list(state(request), RequestParts.cursor(request), limit).stream()
                .map(EffectView::of)
                .toList();
        return Reply.ok(
                new Page(page, page.size() == limit ? page.get(limit - 1).id() : null));
    }

    Reply get(Message request) {
        return Reply.ok(EffectView.of(find(id(request))));
    }

    /** The effect was made, and the step leaves this output; or it was not, and the step is executed again. */
    Reply resolve(Message request) {
        UUID id = id(request);
        JsonNode resolution = RequestParts.optionalBody(request, RequestSchemas.RESOLVE_EFFECT);
        find(id);
        String by = submitter.get().name();
        boolean resolved = resolution.get("outcome").asText().equals("done")
                ? effects.resolveDone(id, output(resolution), by)
                : effects.resolveNotDone(id, by);
        Effect now = find(id);
        if (!resolved) {
            throw new PermanentException(
                    ErrorCode.RUN_STATE_CONFLICT,
                    "the effect %s is %s and the run %s does not wait for it; nothing was changed"
                            .formatted(id, now.state().wireName(), now.run()));
        }
        signals.queued();
        return Reply.ok(EffectView.of(now));
    }

    private static JsonNode output(JsonNode resolution) {
        return Optional.ofNullable(resolution.get("output")).orElse(NullNode.getInstance());
    }

    private Effect find(UUID id) {
        return effects.find(id)
                .orElseThrow(() -> new PermanentException(ErrorCode.EFFECT_NOT_FOUND, "there is no effect " + id));
    }

    private static UUID id(Message request) {
        return RequestParts.id(request, "effect", ErrorCode.EFFECT_NOT_FOUND);
    }

    private static Optional<EffectState> state(Message request) {
        try {
            return Optional.ofNullable(request.getHeader("state", String.class)).map(EffectState::ofWireName);
        } catch (IllegalArgumentException e) {
            throw RequestParts.malformed("state must be one of intended, done, not-done, needs-review");
        }
    }

    /**
     * Some effects.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<EffectView> effects, UUID next) {}
}
