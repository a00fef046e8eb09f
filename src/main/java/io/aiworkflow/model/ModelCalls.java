package io.aiworkflow.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that every call to a model passes: it gets a place on a server, goes through the server's breaker, and
 * comes back with what it has used. A server that is not there is replaced by another one that has the model.
 */
final class ModelCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);

    private final ModelServers servers;
    private final Admission admission;
    private final ModelProperties properties;
    private final ModelLedger ledger;

    ModelCalls(ModelServers servers, Admission admission, ModelProperties properties, ModelLedger ledger) {
        this.servers = servers;
        this.admission = admission;
        this.properties = properties;
        this.ledger = ledger;
    }

    ChatAnswer chat(ChatRequest request, CallListener listener) {
        return make(
                CallKind.CHAT, request.model(), request.origin(), listener, server -> server.chat(request, listener));
    }

    ChatAnswer generate(GenerateRequest request, CallListener listener) {
        return make(
                CallKind.GENERATE,
                request.model(),
                request.origin(),
                listener,
                server -> server.generate(request, listener));
    }

    EmbedAnswer embed(EmbedRequest request) {
        return make(
                CallKind.EMBED, request.model(), request.origin(), CallListener.NONE, server -> server.embed(request));
    }

    /** What has failed has used something too, but no server tells how much. */
    private <T extends ModelAnswer<T>> T make(
            CallKind kind, String model, CallOrigin origin, CallListener listener, Function<ModelServer, T> call) {
        T answer;
        try {
            ledger.admit(origin);
            answer = place(model, origin, listener, call);
        } catch (RuntimeException e) {
            ledger.failed(kind, model, e);
            throw e;
        }
        ledger.made(new ModelCall(origin, kind, model, answer.server(), answer.usage()));
        return answer;
    }

    private <T extends ModelAnswer<T>> T place(
            String model, CallOrigin origin, CallListener listener, Function<ModelServer, T> call) {
        List<ServerSlot> tried = new ArrayList<>();
        while (true) {
            Admission.Wish wish = new Admission.Wish(
                    model,
                    origin,
                    properties.admissionTimeout(origin.priority()),
                    () -> servers.having(model, tried),
                    listener);
            try (Place place = admission.admit(wish)) {
                // Others have gone on meanwhile, perhaps on the same budget.
                ledger.admit(origin);
                try {
                    return onServer(place, call);
                } catch (ModelUnavailable e) {
                    tried.add(place.server());
                    if (!e.mayBeHadElsewhere() || !isElsewhere(model, tried)) {
                        throw e;
                    }
                    place.server().forget();
                    LOG.warn("Another server is asked: {}", e.getMessage());
                }
            }
        }
    }

    private static <T extends ModelAnswer<T>> T onServer(Place place, Function<ModelServer, T> call) {
        long start = System.nanoTime();
        ServerSlot slot = place.server();
        T answer = slot.ask(() -> call.apply(slot.server()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return answer.withUsage(answer.usage().timed(place.waited(), took));
    }

    private boolean isElsewhere(String model, List<ServerSlot> tried) {
        if (tried.size() >= servers.all().size()) {
            return false;
        }
        try {
            servers.having(model, tried);
            return true;
        } catch (ModelUnavailable e) {
            return false;
        }
    }
}
