package io.aiworkflow.knowledge;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes passages and a question as delimited blocks for a prompt. What documents and callers wrote cannot close its
 * block or open another; the words around the blocks are the prompt file's.
 */
final class AnswerPrompt {
    private static final Pattern DELIMITER =
            Pattern.compile("<(?=\\s*/?\\s*(?:passage|question)\\b)", Pattern.CASE_INSENSITIVE);

    private AnswerPrompt() {}

    /** The passages, numbered from 1 in their order. */
    static String passages(List<Passage> passages) {
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            block.append("<passage number=\"%d\" document=\"%s\" section=\"%s\">\n"
                    .formatted(i + 1, attribute(passage.title()), attribute(passage.heading())));
            block.append(content(passage.text())).append("\n</passage>\n");
        }
        return block.toString();
    }

    static String question(String question) {
        return "<question>\n" + content(question) + "\n</question>";
    }

    private static String content(String text) {
        return DELIMITER.matcher(text).replaceAll("&lt;");
    }

    private static String attribute(String text) {
        return text.replaceAll("[\\s\"<>]+", " ").strip();
    }
}
