package io.aiworkflow.model;

import java.util.List;

/**
 * Guesses how many tokens a text is, since no server tells before it has read it. Words of Latin script are about four
 * characters a token; digits, signs and other scripts are shorter, and ideographs are about one each.
 */
final class TokenEstimate {
    /** What a model's template adds to each message. */
    private static final int AROUND_MESSAGE = 6;

    private static final int IMAGE = 800;

    private TokenEstimate() {}

    static double of(String text) {
        double tokens = 0;
        for (int i = 0; i < text.length(); i++) {
            tokens += of(text.charAt(i));
        }
        return tokens;
    }

    static double of(ChatMessage message) {
        double tokens = AROUND_MESSAGE
                + of(message.content())
                + (double) IMAGE * message.images().size();
        for (ToolCall call : message.toolCalls()) {
            tokens += of(call.name()) + of(call.arguments().toString());
        }
        return tokens;
    }

    /** All that a model is given to read. */
    static double of(ChatRequest request) {
        return of(request.tools())
                + request.messages().stream().mapToDouble(TokenEstimate::of).sum();
    }

    static double of(GenerateRequest request) {
        return AROUND_MESSAGE + orNone(request.system()) + of(request.prompt()) + orNone(request.suffix());
    }

    private static double orNone(String text) {
        return text == null ? 0 : of(text);
    }

    static double of(List<ToolDefinition> tools) {
        double tokens = 0;
        for (ToolDefinition tool : tools) {
            tokens += AROUND_MESSAGE
                    + of(tool.name())
                    + of(tool.description())
                    + of(tool.parameters().toString());
        }
        return tokens;
    }

    /** A number that no tokenizer of the usual kinds stays below. */
    static long atLeast(String text) {
        return LeastTokens.of(text);
    }

    private static double of(char character) {
        if (character < 128) {
            if (Character.isLetter(character)) {
                return 0.24;
            }
            return character == ' ' ? 0.1 : 0.5;
        }
        if (Character.isIdeographic(character) || Character.isSurrogate(character)) {
            return 1;
        }
        return 0.5;
    }
}
