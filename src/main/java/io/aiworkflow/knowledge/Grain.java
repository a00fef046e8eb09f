package io.aiworkflow.knowledge;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The places where a text may be cut, from the ones that hurt its meaning least to the ones that hurt it most. */
enum Grain {
    LINES {
        @Override
        List<TextRange> parts(String text, TextRange range) {
            List<TextRange> lines = new ArrayList<>();
            int start = range.start();
            for (int i = range.start(); i < range.end(); i++) {
                if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                    add(lines, text, start, i);
                    start = i;
                }
            }
            add(lines, text, start, range.end());
            return lines;
        }
    },
    SENTENCES {
        @Override
        List<TextRange> parts(String text, TextRange range) {
            BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
            sentences.setText(range.of(text));
            List<TextRange> parts = new ArrayList<>();
            int start = sentences.first();
            for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
                add(parts, text, range.start() + start, range.start() + end);
                start = end;
            }
            return parts;
        }
    },
    /** A few whole words at a time: counting the tokens of each single word of a large text would take long. */
    WORDS {
        @Override
        List<TextRange> parts(String text, TextRange range) {
            List<TextRange> parts = new ArrayList<>();
            int start = range.start();
            int lastGap = -1;
            for (int i = range.start(); i < range.end(); i++) {
                if (!Character.isWhitespace(text.charAt(i))) {
                    continue;
                }
                if (i - start > WORDS_LENGTH && lastGap > start) {
                    add(parts, text, start, lastGap);
                    start = lastGap;
                }
                lastGap = i;
            }
            if (range.end() - start > WORDS_LENGTH && lastGap > start) {
                add(parts, text, start, lastGap);
                start = lastGap;
            }
            add(parts, text, start, range.end());
            return parts;
        }
    };

    private static final int WORDS_LENGTH = 80;

    /** The parts of a range in their order, without surrounding white space and without empty ones. */
    abstract List<TextRange> parts(String text, TextRange range);

    private static void add(List<TextRange> parts, String text, int start, int end) {
        TextRange part = new TextRange(start, end).trimmed(text);
        if (part.length() > 0) {
            parts.add(part);
        }
    }
}
