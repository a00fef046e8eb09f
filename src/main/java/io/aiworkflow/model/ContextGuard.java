package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sees to it that nothing is lost because it does not fit a model's context: it estimates before a call, compares after
 * it, and does with what is too long as the call's policy says. It notes what it has done.
 */
final class ContextGuard {
    private static final int MOST_TRIES = 4;
    /** An estimate that is over by less is left to the server's judgement, if it can be had. */
    private static final double CERTAIN = 1.25;

    private static final int LEAST_ROOM = 64;

    private final ModelProperties properties;
    private final TokenScale scale = new TokenScale();

    ContextGuard(ModelProperties properties) {
        this.properties = properties;
    }

    /**
     * Makes the call with what fits.
     *
     * @throws ModelRefused when it does not, and the policy offers no way out
     */
    ChatAnswer chat(ChatRequest request, Function<ChatRequest, ChatAnswer> call) {
        List<String> notes = new ArrayList<>();
        ChatRequest fitting = fit(request, notes);
        for (int tries = 1; ; tries++) {
            try {
                ChatAnswer answer = call.apply(fitting);
                compare(fitting, answer);
                return answer.noting(notes);
            } catch (ModelRefused e) {
                if (!e.isTooLong() || tries == MOST_TRIES) {
                    throw e;
                }
                fitting = shorten(fitting, e, notes);
            }
        }
    }

    /** Refuses texts that are certainly too long; the server refuses the rest. */
    EmbedAnswer embed(EmbedRequest request, Function<EmbedRequest, EmbedAnswer> call) {
        int context = properties.contextLengthOf(request.model());
        double all = 0;
        for (int i = 0; i < request.texts().size(); i++) {
            String text = request.texts().get(i);
            double estimate = TokenEstimate.of(text);
            double tokens = estimate * scale.of(request.model());
            if (TokenEstimate.atLeast(text) > context || tokens > context * CERTAIN) {
                throw new ModelRefused(
                        "text %d of %d is about %.0f tokens long, and model '%s' takes %d; cut it into passages, or raise engine.model.context-length"
                                .formatted(i + 1, request.texts().size(), tokens, request.model(), context),
                        true);
            }
            all += estimate;
        }
        EmbedAnswer answer = call.apply(request);
        long counted = answer.usage().promptTokens();
        requireAllRead(request.model(), words(request.texts()), counted, all);
        scale.counted(request.model(), all, counted);
        return answer;
    }

    private ChatRequest fit(ChatRequest request, List<String> notes) {
        double over = tokens(request) + room(request) - context(request);
        if (over <= 0) {
            return request;
        }
        return switch (request.policy().onOverflow()) {
            case DROP_OLDEST -> dropOldest(request, over, notes).orElseThrow(() -> tooLong(request));
            case LARGER_MODEL -> larger(request, notes).orElseThrow(() -> tooLong(request));
            default -> {
                boolean certain = tokens(request) > context(request) * CERTAIN
                        || request.messages().stream()
                                        .mapToLong(message -> TokenEstimate.atLeast(message.content()))
                                        .sum()
                                > context(request);
                if (certain) {
                    throw tooLong(request);
                }
                yield request;
            }
        };
    }

    /** After the server has found more tokens than were expected. */
    private ChatRequest shorten(ChatRequest request, ModelRefused refusal, List<String> notes) {
        scale.tooLong(request.model(), estimate(request), context(request));
        double over = tokens(request) + room(request) - context(request);
        Optional<ChatRequest> shorter = switch (request.policy().onOverflow()) {
            case DROP_OLDEST -> dropOldest(request, over, notes);
            case LARGER_MODEL -> larger(request, notes);
            default -> Optional.empty();
        };
        return shorter.orElseThrow(() -> refusal);
    }

    /** Leaves out what is oldest, but neither system messages nor the last one; empty when that is not enough. */
    private Optional<ChatRequest> dropOldest(ChatRequest request, double over, List<String> notes) {
        List<ChatMessage> kept = new ArrayList<>(request.messages());
        double left = over;
        int dropped = 0;
        int next = 0;
        while (left > 0 && next < kept.size() - 1) {
            if (kept.get(next).isSystem()) {
                next++;
                continue;
            }
            do {
                left -= TokenEstimate.of(kept.remove(next)) * scale.of(request.model());
                dropped++;
                // A result without the call that it belongs to is not understood.
            } while (next < kept.size() - 1 && kept.get(next).isToolResult());
        }
        if (left > 0 || dropped == 0) {
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
        if (tokens(larger) > context(larger) * CERTAIN) {
            return Optional.empty();
        }
        notes.add("Model '%s' was asked, because the conversation does not fit the %d tokens of model '%s'."
                .formatted(model, context(request), request.model()));
        return Optional.of(larger);
    }

    private ModelRefused tooLong(ChatRequest request) {
        return new ModelRefused(
                "the conversation is about %.0f tokens long, and model '%s' takes %d with its answer; give it less to read, set onOverflow, or raise engine.model.context-length"
                        .formatted(tokens(request), request.model(), context(request)),
                true);
    }

    private void compare(ChatRequest request, ChatAnswer answer) {
        List<String> texts =
                request.messages().stream().map(ChatMessage::content).toList();
        requireAllRead(request.model(), words(texts), answer.promptTokens(), estimate(request));
        scale.counted(request.model(), estimate(request), answer.promptTokens());
    }

    /** Near its limit, a server that has read fewer tokens than there are words has left some out. */
    private void requireAllRead(String model, long words, long counted, double estimate) {
        int context = properties.contextLengthOf(model);
        if (counted > 0 && counted < words && estimate > context / 2.0) {
            throw new ModelRefused(
                    "the server of model '%s' has read %d tokens of at least %d, so it has left something out; give it less to read, or raise engine.model.context-length"
                            .formatted(model, counted, words),
                    true);
        }
    }

    private static long words(List<String> texts) {
        return texts.stream().mapToLong(TokenEstimate::atLeast).sum();
    }

    private double tokens(ChatRequest request) {
        return estimate(request) * scale.of(request.model());
    }

    private static double estimate(ChatRequest request) {
        return TokenEstimate.of(request.tools())
                + request.messages().stream().mapToDouble(TokenEstimate::of).sum();
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
