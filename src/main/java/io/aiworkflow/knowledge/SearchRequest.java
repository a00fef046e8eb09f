package io.aiworkflow.knowledge;

import io.aiworkflow.failure.InvalidInput;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.function.Function;

/**
 * A question to the documents.
 *
 * @param filter where to look for the answer
 * @param limit the most passages
 * @param rerank whether a model is asked for the order of the passages
 */
public record SearchRequest(String question, IndexFilter filter, SearchMode mode, int limit, boolean rerank) {
    private static final int USUAL_LIMIT = 5;
    private static final int MOST_PASSAGES = 20;

    /**
     * @param collection null or blank for the default one
     * @param limit null for 5; 20 at most
     * @param given tells {@code mode}, {@code documents}, {@code tags}, {@code from}, {@code until} and {@code rerank},
     *     each of which may be missing or empty
     * @throws InvalidInput when one of them cannot be read
     */
    public static SearchRequest of(String question, String collection, Integer limit, Function<String, Object> given) {
        if (question == null || question.isBlank()) {
            throw GivenValues.invalid("question", "must not be empty");
        }
        String place = collection == null || collection.isBlank() ? DocumentCollections.DEFAULT : collection;
        int most = limit == null ? USUAL_LIMIT : Math.max(1, Math.min(MOST_PASSAGES, limit));
        return new SearchRequest(
                question,
                filter(place, given),
                mode(given.apply("mode")),
                most,
                GivenValues.flag("rerank", given.apply("rerank")));
    }

    private static IndexFilter filter(String collection, Function<String, Object> given) {
        Instant from = GivenValues.time("from", given.apply("from"));
        Instant until = GivenValues.time("until", given.apply("until"));
        if (from != null && until != null && !from.isBefore(until)) {
            throw GivenValues.invalid("until", "must be later than 'from'");
        }
        return IndexFilter.in(collection)
                .ofDocuments(new HashSet<>(GivenValues.ids("documents", given.apply("documents"))))
                .tagged(new HashSet<>(GivenValues.texts("tags", given.apply("tags"))))
                .between(from, until);
    }

    private static SearchMode mode(Object given) {
        if (given == null || given instanceof String text && text.isBlank()) {
            return SearchMode.HYBRID;
        }
        return Arrays.stream(SearchMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(() -> GivenValues.invalid("mode", "must be hybrid, dense or words"));
    }
}
