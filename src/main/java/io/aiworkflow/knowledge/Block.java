package io.aiworkflow.knowledge;

/**
 * One structural part of a document.
 *
 * @param level of a heading, 1 to 6; 0 for all else
 * @param title of a heading, without its marks; empty for all else
 */
record Block(Kind kind, TextRange range, int level, String title) {
    enum Kind {
        HEADING,
        PARAGRAPH,
        LIST,
        CODE,
        TABLE
    }

    /** Where to cut when the block is too long: prose between sentences, all else between lines. */
    Grain grain() {
        return kind == Kind.PARAGRAPH || kind == Kind.HEADING ? Grain.SENTENCES : Grain.LINES;
    }
}
