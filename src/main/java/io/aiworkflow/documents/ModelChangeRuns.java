package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.knowledge.CollectionSettings;
import io.aiworkflow.knowledge.DocumentCollections;
import io.aiworkflow.knowledge.DocumentCollections.Change;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Changes collections together with the runs that give them another model: both are there, or neither. */
@Component
@Profile("api")
class ModelChangeRuns {
    private static final String WORKFLOW = "change-embedding-model";

    private final DocumentCollections collections;
    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunSignals signals;
    private final TransactionOperations transactions;

    ModelChangeRuns(
            DocumentCollections collections,
            WorkflowCatalogue catalogue,
            Runs runs,
            RunSignals signals,
            TransactionOperations transactions) {
        this.collections = collections;
        this.catalogue = catalogue;
        this.runs = runs;
        this.signals = signals;
        this.transactions = transactions;
    }

    Put put(String name, CollectionSettings wanted, Submitter who) {
        Put put = transactions.execute(status -> {
            Change change = collections.put(name, wanted, who);
            if (change != Change.MODEL_PLANNED) {
                return new Put(change, null);
            }
            NewRun run = run(name, who);
            runs.submitUnseen(run);
            collections.plannedIn(name, run.id());
            return new Put(change, run.id());
        });
        if (put.run() != null) {
            // Earlier, a worker would look for a run that is not committed yet.
            signals.queued();
        }
        return put;
    }

    /** With a key of its own, since only then a run is inserted by the transaction that is open here. */
    private NewRun run(String collection, Submitter who) {
        JsonNode input = JsonNodeFactory.instance.objectNode().put("collection", collection);
        Optional<String> key = Optional.of("collection:" + UuidV7.next());
        return NewRun.of(catalogue.require(WORKFLOW), input, who, key, Optional.empty());
    }

    /**
     * What became of the wish to have a collection so.
     *
     * @param run in which it gets its model, or null
     */
    record Put(Change change, UUID run) {}
}
