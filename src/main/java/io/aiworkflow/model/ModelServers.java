package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All model servers. It knows which of them has which model. */
@Component
class ModelServers {
    private final List<ServerSlot> slots;
    private final Executor background;

    ModelServers(ModelProperties properties) {
        this.background = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "model-servers");
            thread.setDaemon(true);
            return thread;
        });
        Stream<ModelServer> ollamas =
                ServerAddress.parseAll(properties.baseUrl(), "OLLAMA_BASE_URL (engine.model.base-url)").stream()
                        .map(address -> new OllamaServer(address, properties));
        Stream<ModelServer> others =
                ServerAddress.parseAll(properties.openaiBaseUrl(), "OPENAI_BASE_URL (engine.model.openai-base-url)")
                        .stream()
                        .map(address -> new OpenAiServer(address, properties));
        this.slots = Stream.concat(ollamas, others)
                .map(server -> new ServerSlot(server, background))
                .toList();
        if (slots.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no model server: set OLLAMA_BASE_URL (engine.model.base-url) or OPENAI_BASE_URL");
        }
    }

    List<ServerSlot> all() {
        return slots;
    }

    /** @throws PermanentException when there is no such server */
    ServerSlot at(String url) {
        return slots.stream()
                .filter(slot -> slot.server().url().equals(url))
                .findFirst()
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.VALUE_REFUSED,
                        "there is no model server at that address; there are: "
                                + slots.stream()
                                        .map(slot -> slot.server().url())
                                        .collect(Collectors.joining(", "))));
    }

    /**
     * The servers that a model may be asked on, the best one first: one that has it in memory, then one that answers fewer
     * calls. A single server is not asked what it has before each call; it says itself what it lacks.
     *
     * @param tried those that were asked in vain
     * @throws ModelUnavailable when there is none
     */
    List<ServerSlot> having(String model, Collection<ServerSlot> tried) {
        if (slots.size() == 1) {
            return slots;
        }
        lookAtAll();
        List<ServerSlot> having = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ServerSlot slot : slots) {
            ServerSlot.Look look = slot.known();
            if (look.problem() != null) {
                problems.add(look.problem().getMessage());
            } else if (slot.leavesAlone(model)) {
                problems.add("the model server at %s fails and is left alone for a while"
                        .formatted(slot.server().url()));
            } else if (look.state().has(model) && !tried.contains(slot)) {
                having.add(slot);
            }
        }
        if (having.isEmpty()) {
            throw nobodyHas(model, problems);
        }
        having.sort(Comparator.comparing((ServerSlot slot) -> !slot.hasLoaded(model))
                .thenComparing(slot -> slot.calls().get()));
        return having;
    }

    /** What each server has to say, in their order. All are asked at the same time: one of them may not answer. */
    <T> List<T> each(Function<ServerSlot, T> question) {
        if (slots.size() == 1) {
            return List.of(question.apply(slots.get(0)));
        }
        List<CompletableFuture<T>> asked = slots.stream()
                .map(slot -> CompletableFuture.supplyAsync(() -> question.apply(slot), background))
                .toList();
        List<T> answers = new ArrayList<>();
        try {
            for (CompletableFuture<T> each : asked) {
                answers.add(each.get());
            }
        } catch (InterruptedException e) {
            throw ServerErrors.cancelled(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a model server could not be looked at", e.getCause());
        }
        return answers;
    }

    private void lookAtAll() {
        if (!slots.stream().allMatch(ServerSlot::isKnown)) {
            each(ServerSlot::known);
        }
    }

    private EngineException nobodyHas(String model, List<String> problems) {
        String where = problems.isEmpty()
                ? "none of the %d model servers has model '%s'; fetch it with 'ollama pull %s' on one of them"
                        .formatted(slots.size(), model, model)
                : "no model server that answers has model '%s': %s".formatted(model, String.join("; ", problems));
        return new ModelUnavailable(
                problems.isEmpty() ? ModelUnavailable.Reason.MISSING : ModelUnavailable.Reason.UNREACHABLE,
                where,
                null,
                null);
    }
}
