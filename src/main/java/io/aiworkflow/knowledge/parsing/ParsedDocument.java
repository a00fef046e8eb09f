package io.aiworkflow.knowledge.parsing;

import java.util.List;

/**
 * A document as text.
 *
 * @param text its headings, lists and tables written as in Markdown
 * @param pages where each page or slide begins in the text, one without text where the next one does; empty when the document
 *     has none
 * @param title as the document gives it, or null
 */
public record ParsedDocument(DocumentKind kind, String text, List<Integer> pages, String title) {
    public ParsedDocument {
        pages = List.copyOf(pages);
    }

    /** A text that was handed in as one. */
    public static ParsedDocument markdown(String text) {
        return new ParsedDocument(DocumentKind.MARKDOWN, text, List.of(), null);
    }
}
