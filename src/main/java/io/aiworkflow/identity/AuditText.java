package io.aiworkflow.identity;

import java.util.List;

/**
 * Text as the audit keeps it: bounded, and with everything spelled out that could forge a line, hide a part of it or
 * turn its direction. A line feed becomes <code>&#92;u{a}</code>, and a backslash is doubled so that nobody can write
 * that himself.
 */
final class AuditText {
    private static final String CUT = "…";

    private AuditText() {}

    /**
     * @param text may be null, which is empty
     * @param most how many characters (code points) the result may have; what is cut off shows as an ellipsis
     */
    static String of(String text, int most) {
        if (text == null) {
            return "";
        }
        StringBuilder kept = new StringBuilder();
        int length = 0;
        int beforeCut = 0;
        // One more than fits is enough to know that something has to go, however long the text is.
        List<String> pieces =
                text.codePoints().limit(most + 1L).mapToObj(AuditText::spelled).toList();
        for (String piece : pieces) {
            length += piece.codePointCount(0, piece.length());
            if (length > most) {
                kept.setLength(beforeCut);
                return kept.append(CUT).toString();
            }
            kept.append(piece);
            if (length < most) {
                beforeCut = kept.length();
            }
        }
        return kept.toString();
    }

    private static String spelled(int codePoint) {
        if (codePoint == '\\') {
            return "\\\\";
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> "\\u{%x}".formatted(codePoint);
            default -> Character.toString(codePoint);
        };
    }
}
