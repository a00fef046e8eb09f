package io.aiworkflow.model;

import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The one door to models: whatever asks a model asks here, so that limits hold for all. Whether and when to try again is
 * the run's decision, which the failure's type prepares.
 */
@Component
public class ModelGateway {
    private static final Logger LOG = LoggerFactory.getLogger(ModelGateway.class);

    private final ModelProperties properties;
    private final ModelServers servers;
    private final Admission admission;
    private final ModelCalls calls;
    private final ContextGuard guard;
    private final KeptAnswers kept;

    /** For use without Spring. */
    public ModelGateway(ModelProperties properties) {
        this(properties, SharedPlaces.NONE);
    }

    /** The same for one of several processes. */
    public ModelGateway(ModelProperties properties, SharedPlaces shared) {
        this(properties, new ModelServers(properties), ModelLedger.NONE, AnswerCache.NONE, shared, Tracing.off());
    }

    ModelGateway(ModelProperties properties, ModelServers servers, ModelLedger ledger, AnswerCache cache) {
        this(properties, servers, ledger, cache, SharedPlaces.NONE, Tracing.off());
    }

    @Autowired
    ModelGateway(
            ModelProperties properties,
            ModelServers servers,
            ModelLedger ledger,
            AnswerCache cache,
            SharedPlaces shared,
            Tracing tracing) {
        this.properties = properties;
        this.servers = servers;
        this.admission = new Admission(properties.maxConcurrent(), properties.maxWaiting(), shared);
        this.calls = new ModelCalls(servers, admission, properties, ledger, tracing);
        this.guard = new ContextGuard(properties);
        this.kept = new KeptAnswers(cache, properties);
    }

    /**
     * Asks a model and waits for the whole answer, which may take minutes. Interrupting the thread ends the call.
     *
     * @throws ModelUnavailable when the server, the model or a place is missing
     * @throws ModelStreamBroken when the server failed on the way
     * @throws ModelAnswerInvalid when the answer does not fit the request's schema
     * @throws ModelRefused when the server will not do it, or it does not fit the context
     */
    public ChatAnswer chat(ChatRequest request) {
        return chat(request, CallListener.NONE);
    }

    /** The same, followed while it is made. */
    public ChatAnswer chat(ChatRequest request, CallListener listener) {
        ChatRequest named = request.withModel(orDefault(request.model(), properties.chatModel()));
        if (named.messages().isEmpty()) {
            throw new ModelRefused("a call of model '%s' needs a message".formatted(named.model()));
        }
        requireNoContextLength(named.options(), named.model());
        return orInstead(named.model(), named.policy(), listener, model -> ask(named.withModel(model), listener));
    }

    /** The same, and another thread may end it. */
    public ChatAnswer chat(ChatRequest request, CallListener listener, Cancellation cancellation) {
        return cancellation.guard(() -> chat(request, listener));
    }

    /** The same, and ends the call when the answer is not complete in time; then it is empty. */
    public Optional<ChatAnswer> chatWithin(ChatRequest request, Duration most) {
        Cancellation late = new Cancellation();
        CompletableFuture<Void> over =
                new CompletableFuture<Void>().completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS);
        over.thenRun(late::cancel);
        try {
            return Optional.of(chat(request, CallListener.NONE, late));
        } catch (ModelCallCancelled e) {
            if (!late.isCancelled()) {
                throw e;
            }
            return Optional.empty();
        } finally {
            over.cancel(false);
        }
    }

    /** Lets a model go on with a text; it fails as {@link #chat} does. */
    public ChatAnswer generate(GenerateRequest request, CallListener listener) {
        GenerateRequest named = request.withModel(orDefault(request.model(), properties.chatModel()));
        requireNoContextLength(named.options(), named.model());
        return orInstead(named.model(), named.policy(), listener, model -> ask(named.withModel(model), listener));
    }

    /**
     * One vector of length 1 for each text, in the same order. A text that is too long for the model is refused, not
     * cut.
     */
    public EmbedAnswer embed(EmbedRequest request) {
        EmbedRequest named = request.withModel(orDefault(request.model(), properties.embedModel()));
        if (named.texts().isEmpty()) {
            return new EmbedAnswer(named.model(), "", List.of(), Usage.of(0, 0, 0));
        }
        return Cancellation.guardReached(() -> named.cached() ? kept.embed(named, this::embedded) : embedded(named));
    }

    /** Whether models can be asked right now; answers within seconds and never throws for a missing server. */
    public List<ModelStatus> status() {
        return servers.each(slot -> new ServerProbe(slot, properties).status());
    }

    /** What runs and waits in this process. */
    public List<QueueView> queue() {
        return admission.view();
    }

    private EmbedAnswer embedded(EmbedRequest request) {
        return guard.embed(request, calls::embed);
    }

    /** Has another model answer when the one that was wanted is not there or fails, if the policy names one. */
    private static ChatAnswer orInstead(
            String model, CallPolicy policy, CallListener listener, Function<String, ChatAnswer> ask) {
        String fallback = policy.fallbackModel();
        if (fallback == null || ModelName.same(fallback, model)) {
            return ask.apply(model);
        }
        try {
            return ask.apply(model);
        } catch (ModelUnavailable | ModelStreamBroken e) {
            LOG.warn("Model {} answers instead of {}: {}", fallback, model, e.getMessage());
            listener.restarted();
            return ask.apply(fallback).noting(List.of(instead(fallback, model, e)));
        }
    }

    private ChatAnswer ask(ChatRequest request, CallListener listener) {
        Supplier<ChatAnswer> answer = () -> answer(request, listener, next -> calls.chat(next, listener));
        return request.policy().cached() ? kept.chat(request, listener, answer) : answer.get();
    }

    private ChatAnswer ask(GenerateRequest request, CallListener listener) {
        Supplier<ChatAnswer> answer = () ->
                answer(request.asConversation(), listener, next -> calls.generate(request.following(next), listener));
        return request.policy().cached() ? kept.generate(request, listener, answer) : answer.get();
    }

    private ChatAnswer answer(ChatRequest request, CallListener listener, Function<ChatRequest, ChatAnswer> call) {
        return request.schema() == null
                ? guarded(request, request, listener, call)
                : StructuredAnswers.ask(request, listener, next -> guarded(request, next, listener, call));
    }

    /** @param asked the question as it was at first, before repairs made the conversation longer */
    private ChatAnswer guarded(
            ChatRequest asked, ChatRequest request, CallListener listener, Function<ChatRequest, ChatAnswer> call) {
        return guard.chat(request, asked.messages().size(), listener, call);
    }

    private static String instead(String model, String wanted, TransientException failure) {
        return "Model '%s' has answered instead of '%s': %s".formatted(model, wanted, failure.getMessage());
    }

    private static void requireNoContextLength(Map<String, Object> options, String model) {
        if (options.containsKey("num_ctx")) {
            throw new ModelRefused(
                    "num_ctx cannot be chosen by a call, because Ollama would reload model '%s' for it; set engine.model.context-length"
                            .formatted(model));
        }
    }

    private static String orDefault(String model, String configured) {
        return model == null || model.isBlank() ? configured : model.strip();
    }
}
