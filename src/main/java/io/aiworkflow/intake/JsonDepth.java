package io.aiworkflow.intake;

/** How deep JSON is nested, found out without reading it: parsers of routes may allow more than the engine does. */
final class JsonDepth {
    private JsonDepth() {}

    /** Whether arrays and objects are nested deeper than this. What is no JSON may give any answer. */
    static boolean exceeds(byte[] utf8, int levels) {
        int depth = 0;
        boolean inText = false;
        for (int i = 0; i < utf8.length; i++) {
            switch (utf8[i]) {
                case '\\' -> i += inText ? 1 : 0;
                case '"' -> inText = !inText;
                case '[', '{' -> depth += inText ? 0 : 1;
                case ']', '}' -> depth -= inText ? 0 : 1;
                default -> {
                    // Says nothing about the depth.
                }
            }
            if (depth > levels) {
                return true;
            }
        }
        return false;
    }
}
