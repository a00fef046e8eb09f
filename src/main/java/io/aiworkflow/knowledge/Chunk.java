package io.aiworkflow.knowledge;

import java.util.List;

/**
 * A passage of a document, as a range of its text: {@code text.substring(start, end)} is the passage.
 *
 * @param ordinal the place among the document's chunks, from 0
 * @param headings the titles of the section that it stands in, outermost first
 */
public record Chunk(int ordinal, List<String> headings, int start, int end) {
    public Chunk {
        headings = List.copyOf(headings);
    }

    /** The heading path in one line. */
    public String heading() {
        return String.join(" > ", headings);
    }
}
