package io.aiworkflow.model;

/**
 * Counts the tokens that a text has at least, with any tokenizer of the usual kinds. None of them joins words across a
 * space, letters with digits, or letters across a sign; so a line of JSON or of Base64 is many tokens though it is one
 * word. In scripts without spaces some join whole words, but no more than three characters on the average. What repeats
 * one character, such as a ruled line, may be a single token however long it is.
 */
final class LeastTokens {
    private static final int MOST_LETTERS = 20;
    private static final int MOST_DIGITS = 4;
    private static final int MOST_WITHOUT_SPACES = 3;

    private enum Kind {
        SPACE,
        SIGN,
        LETTER,
        DIGIT,
        WITHOUT_SPACES
    }

    private long tokens;
    private long withoutSpaces;
    private boolean wordCounted = true;
    private Kind run = Kind.SPACE;
    private int length;

    private LeastTokens() {}

    static long of(String text) {
        LeastTokens least = new LeastTokens();
        int before = -1;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (character != before) {
                least.take(kind(character, least.run));
            }
            before = character;
            i += Character.charCount(character);
        }
        least.endWord();
        return least.tokens + (least.withoutSpaces + MOST_WITHOUT_SPACES - 1) / MOST_WITHOUT_SPACES;
    }

    private void take(Kind kind) {
        if (kind == Kind.SPACE) {
            endWord();
        } else if (run == Kind.SPACE) {
            wordCounted = false;
        }
        length = kind == run ? length + 1 : 1;
        run = kind;
        switch (kind) {
            case LETTER -> countEach(MOST_LETTERS);
            case DIGIT -> countEach(MOST_DIGITS);
            case WITHOUT_SPACES -> {
                withoutSpaces++;
                wordCounted = true;
            }
            default -> {
                // Signs may be joined with what stands beside them.
            }
        }
    }

    private void countEach(int most) {
        if (length % most == 1) {
            tokens++;
        }
        wordCounted = true;
    }

    /** A word of nothing but signs is a token too. */
    private void endWord() {
        tokens += wordCounted ? 0 : 1;
        wordCounted = true;
    }

    private static Kind kind(int character, Kind before) {
        if (Character.isWhitespace(character)) {
            return Kind.SPACE;
        }
        if (Character.isDigit(character)) {
            return Kind.DIGIT;
        }
        if (Character.isLetter(character)) {
            return isWithoutSpaces(character) ? Kind.WITHOUT_SPACES : Kind.LETTER;
        }
        // Some join "don't", and accents belong to their letters.
        return before == Kind.LETTER && (isApostrophe(character) || isMark(character)) ? Kind.LETTER : Kind.SIGN;
    }

    private static boolean isWithoutSpaces(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
            default -> false;
        };
    }

    private static boolean isApostrophe(int character) {
        return character == '\'' || character == '’';
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
