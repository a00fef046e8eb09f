package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Searches for somebody: in a collection that he may not see there is nothing for him but what he has brought himself. */
@Component
public class PassageSearch {
    private final KnowledgeBase knowledge;
    private final DocumentCollections collections;
    private final Reranking reranking;

    PassageSearch(KnowledgeBase knowledge, DocumentCollections collections, Reranking reranking) {
        this.knowledge = knowledge;
        this.collections = collections;
        this.reranking = reranking;
    }

    /**
     * How many passages answer as {@code found}, and they themselves as {@code passages}, best first, as plain values. If
     * it was asked for, {@code reranked} tells whether a model has put them into this order.
     */
    public Map<String, Object> search(SearchRequest asked, Submitter who) {
        return search(asked, who, Work.outsideOfRuns(who));
    }

    /** @param work for what the question is embedded, and a model asked for the order */
    Map<String, Object> search(SearchRequest asked, Submitter who, Work work) {
        if (!asked.rerank()) {
            return values(find(asked, asked.limit(), who, work));
        }
        List<Passage> found = find(asked, Reranking.candidates(asked.limit()), who, work);
        Optional<List<Passage>> best = reranking.best(asked.question(), found, asked.limit(), work);
        Map<String, Object> values =
                values(best.orElseGet(() -> found.stream().limit(asked.limit()).toList()));
        values.put("reranked", best.isPresent());
        return values;
    }

    private List<Passage> find(SearchRequest asked, int limit, Submitter who, Work work) {
        IndexFilter wanted = asked.filter();
        IndexFilter allowed =
                collections.isOpenTo(wanted.collection(), who) ? wanted : wanted.ownedBy(Set.of(who.name()));
        return knowledge.search(asked.question(), allowed, asked.mode(), limit, work);
    }

    private static Map<String, Object> values(List<Passage> found) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("found", found.size());
        values.put("passages", found.stream().map(PassageValues::write).toList());
        return values;
    }
}
