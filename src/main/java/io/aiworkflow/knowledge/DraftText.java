package io.aiworkflow.knowledge;

import java.util.List;

/**
 * What a version says.
 *
 * @param pages the offsets in the text at which pages begin, the same one again for pages without text; empty when it has none
 */
record DraftText(String text, List<Integer> pages) {
    DraftText {
        pages = List.copyOf(pages);
    }

    /** The page that a place in the text is on, from 1; null in a document without pages. */
    Integer page(int offset) {
        if (pages.isEmpty()) {
            return null;
        }
        int from = 0;
        int to = pages.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (pages.get(middle) <= offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return Math.max(1, from);
    }
}
