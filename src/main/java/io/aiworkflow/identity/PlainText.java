package io.aiworkflow.identity;

/** Short texts that people write for people. */
final class PlainText {
    private PlainText() {}

    /** Whether there is something to read in it, and nothing that is not text. */
    static boolean isReadable(String text, int longest) {
        return text != null
                && !text.isBlank()
                && text.length() <= longest
                && text.codePoints()
                        .noneMatch(point ->
                                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }
}
