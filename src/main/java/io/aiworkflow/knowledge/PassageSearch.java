package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Searches for somebody: in a collection that he may not see there is nothing for him but what he has brought himself. */
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
        IndexFilter wanted = asked.filter();
        IndexFilter allowed =
                collections.isOpenTo(wanted.collection(), who) ? wanted : wanted.ownedBy(Set.of(who.name()));
        List<Passage> found = knowledge.search(asked.question(), allowed, asked.mode(), asked.limit(), work);
        List<Map<String, Object>> passages =
                found.stream().map(PassageValues::write).toList();
        return Map.of("found", passages.size(), "passages", passages);
    }
}
