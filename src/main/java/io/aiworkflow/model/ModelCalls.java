package io.aiworkflow.model;

import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.platform.tracing.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
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
    private final Tracing tracing;

    ModelCalls(
            ModelServers servers,
            Admission admission,
            ModelProperties properties,
            ModelLedger ledger,
            Tracing tracing) {
        this.servers = servers;
        this.admission = admission;
        this.properties = properties;
        this.ledger = ledger;
        this.tracing = tracing;
    }

    /**
     * A call that is to be made.
     *
     * @param prompt about how many tokens the model has to read
     * @param ask makes it on a server
     */
    private record Call<T extends ModelAnswer<T>>(
            CallKind kind,
            String model,
            CallOrigin origin,
            DoubleSupplier prompt,
            BiFunction<ModelServer, CallListener, T> ask) {}

    ChatAnswer chat(ChatRequest request, CallListener listener) {
        return make(
                new Call<ChatAnswer>(
                        CallKind.CHAT,
                        request.model(),
                        request.origin(),
                        () -> TokenEstimate.of(request),
                        (server, watch) -> server.chat(request, watch)),
                listener);
    }

    ChatAnswer generate(GenerateRequest request, CallListener listener) {
        return make(
                new Call<ChatAnswer>(
                        CallKind.GENERATE,
                        request.model(),
                        request.origin(),
                        () -> TokenEstimate.of(request),
                        (server, watch) -> server.generate(request, watch)),
                listener);
    }

    EmbedAnswer embed(EmbedRequest request) {
        return make(
                new Call<EmbedAnswer>(
                        CallKind.EMBED,
                        request.model(),
                        request.origin(),
                        () -> request.texts().stream()
                                .mapToDouble(TokenEstimate::of)
                                .sum(),
                        (server, watch) -> server.embed(request)),
                CallListener.NONE);
    }

    private <T extends ModelAnswer<T>> T make(Call<T> call, CallListener listener) {
        T answer;
        TraceSpan span = tracing.begin(Tracing.Kind.CALL, "model " + call.kind().wireName())
                .with("gen_ai.operation.name", call.kind().wireName())
                .with("gen_ai.request.model", call.model());
        try {
            ledger.admit(call.origin());
            answer = place(call, listener);
        } catch (RuntimeException e) {
            ledger.failed(call.kind(), call.model(), e);
            span.failed(e.getClass().getSimpleName());
            throw e;
        } finally {
            span.leaveAndEnd();
        }
        made(call, answer.server(), answer.usage());
        return answer;
    }

    private <T extends ModelAnswer<T>> T place(Call<T> call, CallListener listener) {
        List<ServerSlot> tried = new ArrayList<>();
        while (true) {
            Admission.Wish wish = new Admission.Wish(
                    call.model(),
                    call.origin(),
                    properties.admissionTimeout(call.origin().priority()),
                    () -> servers.having(call.model(), tried),
                    listener);
            try (Place place = admission.admit(wish)) {
                // Others have gone on meanwhile, perhaps on the same budget.
                ledger.admit(call.origin());
                try {
                    return onServer(place, call, listener);
                } catch (ModelUnavailable e) {
                    tried.add(place.server());
                    if (!e.mayBeHadElsewhere() || !isElsewhere(call.model(), tried)) {
                        throw e;
                    }
                    place.server().forget();
                    LOG.warn("Another server is asked: {}", e.getMessage());
                }
            }
        }
    }

    private <T extends ModelAnswer<T>> T onServer(Place place, Call<T> call, CallListener listener) {
        long start = System.nanoTime();
        ServerSlot slot = place.server();
        CallWatch watch = new CallWatch(listener);
        try {
            T answer = slot.ask(
                    call.model(),
                    begun -> call.ask().apply(slot.server(), watch.telling(() -> {
                        begun.run();
                        ledger.begun(call.model(), since(start));
                    })));
            slot.answered(call.model(), call.kind());
            Usage used = answer.usage().timed(place.waited(), since(start));
            return answer.withUsage(used.orEstimate(call.prompt(), watch.tokens()));
        } catch (RuntimeException e) {
            if (watch.hasBegun() || e instanceof ModelCallCancelled) {
                // The server has worked for it, and cannot say how much.
                Usage used = Usage.of(0, 0, 0).timed(place.waited(), since(start));
                made(call, slot.server().url(), used.orEstimate(call.prompt(), watch.tokens()));
            }
            throw e;
        }
    }

    private void made(Call<?> call, String server, Usage used) {
        ledger.made(new ModelCall(call.origin(), call.kind(), call.model(), server, used));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
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
