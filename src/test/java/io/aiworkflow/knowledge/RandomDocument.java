package io.aiworkflow.knowledge;

import java.util.List;
import java.util.Random;

/** Documents of random structure, the same for the same seed. */
final class RandomDocument {
    private static final List<String> WORDS = List.of(
            "engine",
            "run",
            "a",
            "Straße",
            "naïve",
            "3.14",
            "e.g.",
            "end.",
            "Really?",
            "yes!",
            "—",
            "日本",
            "🚀",
            "שלום",
            "user@example.org",
            "https://example.org/a/very/long/path?with=query&and=more",
            "\u200B",
            "x=1;");
    private static final List<String> BREAKS = List.of("\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\t", "\r");
    private static final List<String> MARKS =
            List.of("# ", "## ", "### ", "- ", "1. ", "| ", "```\n", "~~~\n", "    ", "> ", "===\n", "---\n", "");

    private RandomDocument() {}

    static String make(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(60);
        for (int i = 0; i < lines; i++) {
            text.append(pick(MARKS, random));
            int words = random.nextInt(random.nextInt(10) == 0 ? 120 : 15);
            for (int w = 0; w < words; w++) {
                text.append(pick(WORDS, random)).append(random.nextInt(20) == 0 ? "" : " ");
            }
            text.append(pick(BREAKS, random));
        }
        return text.toString();
    }

    private static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
