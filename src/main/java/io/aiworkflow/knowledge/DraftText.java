package io.aiworkflow.knowledge;

import java.util.Arrays;
import java.util.List;

/**
 * What a version says.
 *
 * @param pages the offsets in the text at which pages begin; empty when it has none
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
        int found = Arrays.binarySearch(pages.toArray(), offset);
        return Math.max(1, found >= 0 ? found + 1 : -found - 1);
    }
}
