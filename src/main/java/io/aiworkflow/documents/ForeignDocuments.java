package io.aiworkflow.documents;

import io.aiworkflow.knowledge.DocumentCollection;
import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.platform.ForeignThings;
import io.aiworkflow.platform.Submitter;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reports what somebody does to a document or a collection of somebody else. */
@Component
class ForeignDocuments {
    private final ForeignThings things;

    ForeignDocuments(ForeignThings things) {
        this.things = things;
    }

    /** @param action what was done, such as {@code delete} */
    void report(String action, DocumentInfo document, Submitter who) {
        if (!who.name().equals(document.owner())) {
            report("document:" + document.id(), action, document.owner());
        }
    }

    /**
     * @param collection as it was before
     * @param action what was done, such as {@code delete}
     */
    void report(String action, DocumentCollection collection, Submitter who) {
        if (!who.name().equals(collection.owner())) {
            report("collection:" + collection.name(), action, collection.isShared() ? "shared" : collection.owner());
        }
    }

    private void report(String target, String action, String owner) {
        things.report(target, Map.of("action", action, "owner", owner));
    }
}
