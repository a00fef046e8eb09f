package io.aiworkflow.samples;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.Map;

/** Counts what is in a text. */
public class TextStatistics {
    private static final int WORDS_PER_MINUTE = 230;

    /** Characters, words, sentences and paragraphs, and the whole minutes that reading takes at 230 words a minute. */
    public Map<String, Object> count(String text) {
        long words = count(BreakIterator.getWordInstance(Locale.ROOT), text);
        long paragraphs = text.isBlank() ? 0 : text.strip().split("\\R\\s*\\R").length;
        return Map.of(
                "characters",
                text.codePointCount(0, text.length()),
                "words",
                words,
                "sentences",
                count(BreakIterator.getSentenceInstance(Locale.ROOT), text),
                "paragraphs",
                paragraphs,
                "readingMinutes",
                (words + WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE);
    }

    /** Only pieces with a letter or digit count: blanks and punctuation are neither words nor sentences. */
    private static long count(BreakIterator pieces, String text) {
        pieces.setText(text);
        long count = 0;
        int start = pieces.first();
        for (int end = pieces.next(); end != BreakIterator.DONE; start = end, end = pieces.next()) {
            if (text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
                count++;
            }
        }
        return count;
    }
}
