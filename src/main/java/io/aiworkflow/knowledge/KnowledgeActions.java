package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.Submitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.ExchangeProperties;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The knowledge base for Kamelets, as the bean {@code knowledge}: it takes and returns plain values only, so that a
 * durable step can store what it gave. The Kamelets put their settings into exchange properties.
 */
@Component("knowledge")
@OfferedToRoutes
public class KnowledgeActions {
    private static final String NO_MODEL = "No model server is available. These are the passages that fit best.";
    private static final String NOTHING_FOUND = "Not in the documents: none of them is about this.";
    private static final String NO_ANSWER = "Not in the documents: the passages that fit best do not answer this.";
    /** What the prompt file tells a model to say. */
    private static final Pattern NOT_THERE = Pattern.compile("\\W*not in the documents\\b", Pattern.CASE_INSENSITIVE);

    private final KnowledgeBase knowledge;
    private final PassageSearch search;

    KnowledgeActions(KnowledgeBase knowledge, PassageSearch search) {
        this.knowledge = knowledge;
        this.search = search;
    }

    /**
     * Indexes a document.
     *
     * @param collection null or empty for the default one
     * @param title null or empty for the first top heading of the text
     * @param tags a list of texts, or a text with commas; null or empty for none
     */
    public Map<String, Object> index(
            @ExchangeProperty("knowledge.name") String name,
            @ExchangeProperty("knowledge.text") String text,
            @ExchangeProperty("knowledge.collection") String collection,
            @ExchangeProperty("knowledge.title") String title,
            @ExchangeProperty("knowledge.tags") Object tags,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter,
            @ExchangeProperty(IngestionActions.RUN) String run) {
        String place = collection == null || collection.isBlank() ? DocumentCollections.DEFAULT : collection;
        NewDocument document = NewDocument.of(place, name, title, text).tagged(DocumentTags.of(tags));
        KnowledgeBase.Indexed indexed = knowledge.index(
                document.by(IngestionActions.known(submitter)),
                Optional.ofNullable(run).map(UUID::fromString));
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
     * @param properties may restrict the search, see {@link SearchRequest}; their names begin with {@code knowledge.}
     */
    public Map<String, Object> search(
            @ExchangeProperty("knowledge.question") String question,
            @ExchangeProperty("knowledge.collection") String collection,
            @ExchangeProperty("knowledge.limit") Integer limit,
            @ExchangeProperties Map<String, Object> properties,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter) {
        SearchRequest asked =
                SearchRequest.of(question, collection, limit, name -> properties.get("knowledge." + name));
        return search.search(asked, IngestionActions.known(submitter));
    }

    /** The delimited blocks {@code passages} and {@code question} for a prompt. */
    public Map<String, Object> prompt(
            @ExchangeProperty("knowledge.question") String question,
            @ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        List<Passage> numbered = passages.stream().map(PassageValues::read).toList();
        return Map.of("passages", AnswerPrompt.passages(numbered), "question", AnswerPrompt.question(question));
    }

    /** A model's answer with the document and passage behind each marker in it, or that the documents do not say. */
    public Map<String, Object> answer(
            @ExchangeProperty("knowledge.answer") String answer,
            @ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        Citations citations = Citations.read(answer, passages.size());
        if (citations.numbers().isEmpty() && NOT_THERE.matcher(answer).lookingAt()) {
            return nothing(NO_ANSWER);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", "model");
        result.put("answer", citations.answer());
        result.put("citations", numbered(passages, citations.numbers()));
        return result;
    }

    /** What can be shown without a model: the passages themselves, or that there are none. */
    public Map<String, Object> passages(@ExchangeProperty("knowledge.passages") List<Map<String, Object>> passages) {
        if (passages.isEmpty()) {
            return nothing(NOTHING_FOUND);
        }
        SortedSet<Integer> all = new TreeSet<>();
        for (int number = 1; number <= passages.size(); number++) {
            all.add(number);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", "passages");
        result.put("message", NO_MODEL);
        result.put("citations", numbered(passages, all));
        return result;
    }

    private static Map<String, Object> nothing(String message) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("mode", "none");
        result.put("message", message);
        result.put("citations", List.of());
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
}
