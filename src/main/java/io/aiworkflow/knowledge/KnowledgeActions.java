package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.Submitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The knowledge base for Kamelets, as the bean {@code knowledge}: it takes and returns plain values only, so that a
 * durable step can store what it gave. The Kamelets put their settings into exchange properties.
 */
@Component("knowledge")
@OfferedToRoutes
public class KnowledgeActions {
    static final String DEFAULT_COLLECTION = DocumentCollections.DEFAULT;
    static final int DEFAULT_LIMIT = 5;

    private static final int MOST_PASSAGES = 20;
    private static final String NO_MODEL = "No model server is available. These are the passages that fit best.";
    private static final String NOTHING_FOUND = "Nothing relevant was found in the indexed documents.";

    private final KnowledgeBase knowledge;
    private final DocumentCollections collections;

    KnowledgeActions(KnowledgeBase knowledge, DocumentCollections collections) {
        this.knowledge = knowledge;
        this.collections = collections;
    }

    /**
     * Indexes a document.
     *
     * @param collection null or empty for the default one
     * @param title null or empty for the first top heading of the text
     */
    public Map<String, Object> index(
            @ExchangeProperty("knowledge.name") String name,
            @ExchangeProperty("knowledge.text") String text,
            @ExchangeProperty("knowledge.collection") String collection,
            @ExchangeProperty("knowledge.title") String title,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter) {
        String place = orElse(collection, DEFAULT_COLLECTION);
        KnowledgeBase.Indexed indexed =
                knowledge.index(NewDocument.of(place, name, title, text).by(IngestionActions.known(submitter)));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", indexed.document().toString());
        result.put("collection", place);
        result.put("name", name);
        result.put("title", indexed.title());
        result.put("chunks", indexed.chunks());
        result.put("unchanged", indexed.unchanged());
        return result;
    }

    /**
     * How many passages answer to a question as {@code found}, and they themselves as {@code passages}, best first,
     * each a map as in the citations of {@link #answer} but without a number.
     *
     * @param collection null or empty for the default one; one that the submitter may not see looks empty
     * @param limit null for 5
     */
    public Map<String, Object> search(
            @ExchangeProperty("knowledge.question") String question,
            @ExchangeProperty("knowledge.collection") String collection,
            @ExchangeProperty("knowledge.limit") Integer limit,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter) {
        int most = limit == null ? DEFAULT_LIMIT : Math.max(1, Math.min(MOST_PASSAGES, limit));
        String place = orElse(collection, DEFAULT_COLLECTION);
        List<Passage> found = collections.isOpenTo(place, IngestionActions.known(submitter))
                ? knowledge.search(question, place, most)
                : List.of();
        List<Map<String, Object>> passages =
                found.stream().map(PassageValues::write).toList();
        return Map.of("found", passages.size(), "passages", passages);
    }

    /** The delimited blocks {@code passages} and {@code question} for a prompt. */
    public Map<String, Object> prompt(
            @ExchangeProperty("knowledge.question") String question,
            @ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        List<Passage> numbered = passages.stream().map(PassageValues::read).toList();
        return Map.of("passages", AnswerPrompt.passages(numbered), "question", AnswerPrompt.question(question));
    }

    /** A model's answer with the document and passage behind each marker in it. */
    public Map<String, Object> answer(
            @ExchangeProperty("knowledge.answer") String answer,
            @ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        Citations citations = Citations.read(answer, passages.size());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", "model");
        result.put("answer", citations.answer());
        result.put("citations", numbered(passages, citations.numbers()));
        return result;
    }

    /** What can be shown without a model: the passages themselves, or that there are none. */
    public Map<String, Object> passages(@ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        SortedSet<Integer> all = new TreeSet<>();
        for (int number = 1; number <= passages.size(); number++) {
            all.add(number);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", "passages");
        result.put("message", passages.isEmpty() ? NOTHING_FOUND : NO_MODEL);
        result.put("citations", numbered(passages, all));
        return result;
    }

    private static List<Map<String, Object>> numbered(List<Map<String, Object>> passages, SortedSet<Integer> numbers) {
        return numbers.stream()
                .map(number -> {
                    Map<String, Object> citation = new LinkedHashMap<>();
                    citation.put("number", number);
                    citation.putAll(passages.get(number - 1));
                    return citation;
                })
                .toList();
    }

    private static String orElse(String value, String other) {
        return value == null || value.isBlank() ? other : value;
    }
}
