package io.aiworkflow.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.knowledge.Library;
import io.aiworkflow.knowledge.Received;
import io.aiworkflow.knowledge.Upload;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.Runs;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Takes documents in together with the runs that make them findable: both are there, or neither. */
@Component
class DocumentIntake {
    static final String WORKFLOW = "index-document";

    private final Library library;
    private final JdbcDocumentRuns states;
    private final WorkflowCatalogue catalogue;
    private final Runs runs;
    private final RunSignals signals;
    private final TransactionOperations transactions;

    DocumentIntake(
            Library library,
            JdbcDocumentRuns states,
            WorkflowCatalogue catalogue,
            Runs runs,
            RunSignals signals,
            TransactionOperations transactions) {
        this.library = library;
        this.states = states;
        this.catalogue = catalogue;
        this.runs = runs;
        this.signals = signals;
        this.transactions = transactions;
    }

    /** The same content again starts nothing, unless the run that was to make it findable has failed. */
    Taken take(Upload upload, Submitter who) {
        WorkflowDefinition workflow = catalogue.require(WORKFLOW);
        Taken taken = transactions.execute(status -> {
            Received received = library.receive(upload, who);
            if (received.state() == Received.State.UNCHANGED || isOnItsWay(received)) {
                return new Taken(received.document(), false);
            }
            NewRun run = run(workflow, received, who);
            runs.submitUnseen(run);
            library.indexedBy(received, run.id());
            return new Taken(received.document(), true);
        });
        if (taken.started()) {
            // Earlier, a worker would look for a run that is not committed yet.
            signals.queued();
        }
        return taken;
    }

    private boolean isOnItsWay(Received received) {
        return received.run() != null
                && Optional.ofNullable(states.of(Set.of(received.run())).get(received.run()))
                        .filter(run -> !run.state().isFinal())
                        .isPresent();
    }

    /** With a key of its own, since only then a run is inserted by the transaction that is open here. */
    private static NewRun run(WorkflowDefinition workflow, Received received, Submitter who) {
        ObjectNode input = JsonNodeFactory.instance
                .objectNode()
                .put("document", received.document().toString())
                .put("version", received.version());
        return NewRun.of(workflow, input, who, Optional.of("document:" + UuidV7.next()), Optional.empty());
    }

    /**
     * A document that was taken in.
     *
     * @param started whether a run was started for it
     */
    record Taken(UUID document, boolean started) {}
}
