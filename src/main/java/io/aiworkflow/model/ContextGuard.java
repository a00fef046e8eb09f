package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sees to it that nothing is lost because it does not fit a model's context: it estimates before a call, compares after
 * it, and does with what is too long as the call's policy says. It notes what it has done.
 */
final class ContextGuard {
    private static final int MOST_TRIES = 4;
    /** What a server has refused as too long is longer than the context by at least this. */
    private static final double OVER = 1.05;

    private static final int LEAST_ROOM = 64;
    /** A prompt that takes so much of the context as counted was most likely cut to fit it. */
    private static final double FULL = 0.97;

    private final ModelProperties properties;
    private final TokenScale scale = new TokenScale();

    ContextGuard(ModelProperties properties) {
        this.properties = properties;
    }

    /**
     * Makes the call with what fits.
     *
     * @param asked how many of the messages were there when the question was asked; those behind them are about its answer
     * @throws ModelRefused when it does not fit, and the policy offers no way out
     */
    ChatAnswer chat(ChatRequest request, int asked, CallListener listener, Function<ChatRequest, ChatAnswer> call) {
        List<String> notes = new ArrayList<>();
        ChatMessage question = question(request.messages().subList(0, asked));
        ChatRequest fitting = fit(request, question, notes);
        for (int tries = 1; ; tries++) {
            try {
                ChatAnswer answer = call.apply(fitting);
                compare(fitting, answer);
                return answer.noting(notes);
            } catch (ModelRefused e) {
                if (!e.isTooLong() || tries == MOST_TRIES) {
                    throw e;
                }
                fitting = shorten(fitting, question, e, notes);
                listener.restarted();
            }
        }
    }

    /**
     * Refuses texts that are certainly too long; the server refuses the rest. A text that may be too long is embedded by a
     * call of its own: servers only tell how much they have read in all, in which a cut text would not be seen.
     */
    EmbedAnswer embed(EmbedRequest request, Function<EmbedRequest, EmbedAnswer> call) {
        requirePossible(request);
        int context = properties.contextLengthOf(request.model());
        List<Integer> together = new ArrayList<>();
        List<List<Integer>> calls = new ArrayList<>(List.of(together));
        for (int i = 0; i < request.texts().size(); i++) {
            if (TokenEstimate.of(request.texts().get(i)) > context) {
                calls.add(List.of(i));
            } else {
                together.add(i);
            }
        }
        EmbedAnswer all = null;
        List<List<Double>> vectors =
                new ArrayList<>(Collections.nCopies(request.texts().size(), List.of()));
        for (List<Integer> each : calls) {
            if (!each.isEmpty()) {
                EmbedAnswer answer = embedTogether(
                        request.withTexts(
                                each.stream().map(request.texts()::get).toList()),
                        call);
                for (int i = 0; i < each.size(); i++) {
                    vectors.set(each.get(i), answer.vectors().get(i));
                }
                all = all == null ? answer : answer.withUsage(all.usage().plus(answer.usage()));
            }
        }
        return new EmbedAnswer(all.model(), all.server(), vectors, all.usage());
    }

    private void requirePossible(EmbedRequest request) {
        int context = properties.contextLengthOf(request.model());
        for (int i = 0; i < request.texts().size(); i++) {
            long least = TokenEstimate.atLeast(request.texts().get(i));
            if (least > context) {
                throw new ModelRefused(
                        "text %d of %d is at least %d tokens long, and model '%s' takes %d; cut it into passages, or raise engine.model.context-length"
                                .formatted(i + 1, request.texts().size(), least, request.model(), context),
                        true);
            }
        }
    }

    private EmbedAnswer embedTogether(EmbedRequest request, Function<EmbedRequest, EmbedAnswer> call) {
        EmbedAnswer answer = call.apply(request);
        double estimate =
                request.texts().stream().mapToDouble(TokenEstimate::of).sum();
        long counted = answer.usage().countedPromptTokens();
        requireAllRead(request.model(), leastTokens(request.texts()), counted, estimate);
        if (request.texts().size() == 1) {
            requireRoomLeft(request.model(), counted, estimate);
        }
        scale.counted(request.model(), estimate, counted);
        return answer;
    }

    /** The last thing that a person has said; null if nobody has said anything. */
    private static ChatMessage question(List<ChatMessage> messages) {
        return messages.stream()
                .filter(ChatMessage::isUser)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** An estimate may be wrong: what is not certainly too long is left to the server's judgement. */
    private ChatRequest fit(ChatRequest request, ChatMessage question, List<String> notes) {
        ChatRequest fitting =
                shorter(request, question, scale.of(request.model()), notes).orElse(request);
        if (isCertainlyTooLong(fitting)) {
            throw tooLong(fitting);
        }
        return fitting;
    }

    /** After the server has found more tokens than were expected. */
    private ChatRequest shorten(ChatRequest request, ChatMessage question, ModelRefused refusal, List<String> notes) {
        double atLeast = context(request) * OVER;
        scale.counted(request.model(), estimate(request), Math.max(atLeast, tokens(request)));
        double found = Math.max(scale.of(request.model()), atLeast / Math.max(1, estimate(request)));
        return shorter(request, question, found, notes).orElseThrow(() -> refusal);
    }

    /**
     * What the policy makes of a request that is too long by the estimate; empty when it is not, or nothing can be made.
     *
     * @param factor of this request's tokens to their estimate
     */
    private Optional<ChatRequest> shorter(
            ChatRequest request, ChatMessage question, double factor, List<String> notes) {
        double over = estimate(request) * factor + room(request) - context(request);
        if (over <= 0) {
            return Optional.empty();
        }
        return switch (request.policy().onOverflow()) {
            case DROP_OLDEST -> dropOldest(request, question, over, factor, notes);
            case LARGER_MODEL -> larger(request, notes);
            default -> Optional.empty();
        };
    }

    private Optional<ChatRequest> dropOldest(
            ChatRequest request, ChatMessage question, double over, double factor, List<String> notes) {
        List<ChatMessage> kept = OldestMessages.leaveOut(request.messages(), question, over, factor);
        int dropped = request.messages().size() - kept.size();
        if (dropped == 0) {
            return Optional.empty();
        }
        notes.add(
                "The %d oldest messages were left out, because the conversation does not fit the %d tokens of model '%s'."
                        .formatted(dropped, context(request), request.model()));
        return Optional.of(request.withMessages(kept));
    }

    private Optional<ChatRequest> larger(ChatRequest request, List<String> notes) {
        String model = request.policy().largerModel();
        ChatRequest larger = request.withModel(model);
        if (ModelName.same(model, request.model()) || context(larger) <= context(request)) {
            return Optional.empty();
        }
        if (isCertainlyTooLong(larger)) {
            return Optional.empty();
        }
        notes.add("Model '%s' was asked, because the conversation does not fit the %d tokens of model '%s'."
                .formatted(model, context(request), request.model()));
        return Optional.of(larger);
    }

    /** By what it has at least: the estimate depends on what others have asked, so it is no reason to refuse anything. */
    private boolean isCertainlyTooLong(ChatRequest request) {
        return leastTokens(request) > context(request);
    }

    private ModelRefused tooLong(ChatRequest request) {
        return new ModelRefused(
                "the conversation is at least %d tokens long, and model '%s' takes %d with its answer; give it less to read, set onOverflow, or raise engine.model.context-length"
                        .formatted(leastTokens(request), request.model(), context(request)),
                true);
    }

    private void compare(ChatRequest request, ChatAnswer answer) {
        long counted = answer.usage().countedPromptTokens();
        requireAllRead(request.model(), leastTokens(request), counted, estimate(request));
        requireRoomLeft(request.model(), counted, estimate(request));
        scale.counted(request.model(), estimate(request), counted);
    }

    /** Near its limit, a server that has read fewer tokens than there are at least has left some out. */
    private void requireAllRead(String model, long least, long counted, double estimate) {
        int context = properties.contextLengthOf(model);
        if (counted > 0 && counted < least && estimate > context / 2.0) {
            throw new ModelRefused(
                    "the server of model '%s' has read %d tokens of at least %d, so it has left something out; give it less to read, or raise engine.model.context-length"
                            .formatted(model, counted, least),
                    true);
        }
    }

    /**
     * A server that cuts reads just what fits. What it has learnt may only make the guard milder: nobody's question is
     * refused because of what others have asked.
     */
    private void requireRoomLeft(String model, long counted, double estimate) {
        int context = properties.contextLengthOf(model);
        boolean full = counted <= context && counted >= context * FULL;
        double expected = estimate * Math.min(1, scale.of(model));
        if (full && expected > context) {
            throw new ModelRefused(
                    "the server of model '%s' has read %d of about %d tokens, and %d are all that it takes, so it has left something out; give it less to read, or raise engine.model.context-length"
                            .formatted(model, counted, Math.round(expected), context),
                    true);
        }
    }

    private static long leastTokens(ChatRequest request) {
        return leastTokens(request.messages().stream().map(ChatMessage::content).toList());
    }

    private static long leastTokens(List<String> texts) {
        return texts.stream().mapToLong(TokenEstimate::atLeast).sum();
    }

    private double tokens(ChatRequest request) {
        return estimate(request) * scale.of(request.model());
    }

    private static double estimate(ChatRequest request) {
        return TokenEstimate.of(request);
    }

    private int context(ChatRequest request) {
        return properties.contextLengthOf(request.model());
    }

    /** What the answer needs at least. */
    private double room(ChatRequest request) {
        boolean bounded = request.options().get("num_predict") instanceof Number most && most.intValue() > 0;
        double wanted =
                bounded ? ((Number) request.options().get("num_predict")).doubleValue() : context(request) / 8.0;
        return Math.max(LEAST_ROOM, Math.min(wanted, context(request) / 2.0));
    }
}
