package io.aiworkflow.knowledge;

import java.util.List;

/** The tags of a document: words of its owner's that searches can choose by, in alphabetical order and each once. */
public final class DocumentTags {
    private static final int MOST = 20;
    private static final int LONGEST = 60;

    private DocumentTags() {}

    /**
     * @param given a list of texts, or a text with commas; null and empty for none
     * @throws io.aiworkflow.failure.InvalidInput when they are too many or too long
     */
    public static List<String> of(Object given) {
        List<String> tags = GivenValues.texts("tags", given).stream()
                .map(StorableText::of)
                .distinct()
                .sorted()
                .toList();
        if (tags.size() > MOST || tags.stream().anyMatch(tag -> tag.length() > LONGEST)) {
            throw GivenValues.invalid(
                    "tags", "may be %d at most, of %d characters at most each".formatted(MOST, LONGEST));
        }
        return tags;
    }
}
