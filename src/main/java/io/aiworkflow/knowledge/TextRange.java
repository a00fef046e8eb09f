package io.aiworkflow.knowledge;

/** Part of a text, from {@code start} up to but not including {@code end}, in UTF-16 units. */
record TextRange(int start, int end) {
    int length() {
        return end - start;
    }

    String of(String text) {
        return text.substring(start, end);
    }

    /** This range without white space at both ends; empty when there is nothing else in it. */
    TextRange trimmed(String text) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return new TextRange(from, to);
    }
}
