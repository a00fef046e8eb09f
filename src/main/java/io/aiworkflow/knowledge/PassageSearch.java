package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Searches for somebody: a collection that he may not see looks empty to him. */
@Component
public class PassageSearch {
    private final KnowledgeBase knowledge;
    private final DocumentCollections collections;

    PassageSearch(KnowledgeBase knowledge, DocumentCollections collections) {
        this.knowledge = knowledge;
        this.collections = collections;
    }

    /** How many passages answer as {@code found}, and they themselves as {@code passages}, best first, as plain values. */
    public Map<String, Object> search(SearchRequest asked, Submitter who) {
        return search(asked, who, Work.outsideOfRuns(who));
    }

    /** @param work for what the question is embedded */
    Map<String, Object> search(SearchRequest asked, Submitter who, Work work) {
        List<Passage> found = collections.isOpenTo(asked.filter().collection(), who)
                ? knowledge.search(asked.question(), asked.filter(), asked.mode(), asked.limit(), work)
                : List.of();
        List<Map<String, Object>> passages =
                found.stream().map(PassageValues::write).toList();
        return Map.of("found", passages.size(), "passages", passages);
    }
}
