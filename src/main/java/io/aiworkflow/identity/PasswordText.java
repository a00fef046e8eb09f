package io.aiworkflow.identity;

import java.text.Normalizer;
import java.util.Optional;

/** Passwords as text: all of Unicode, in one form, so that the same signs typed on another keyboard are the same. */
final class PasswordText {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    /** Signs that one character may be made of before it is brought into its form. */
    private static final int MOST_UNITS = LONGEST * 8;

    private PasswordText() {}

    /** Its composed form (NFC); empty when it is no text, or longer than any password may be. */
    static Optional<String> normalise(String typed) {
        if (typed == null || typed.length() > MOST_UNITS || hasLoneSurrogate(typed)) {
            return Optional.empty();
        }
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC);
        return length(text) > LONGEST ? Optional.empty() : Optional.of(text);
    }

    /** In characters (code points). */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** All of them would be hashed alike. */
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
