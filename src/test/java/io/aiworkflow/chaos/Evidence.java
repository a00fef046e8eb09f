package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.RunLedger;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database says about the runs of a test.
 *
 * @param staleSteps how many steps were written by somebody who did not hold the run
 * @param finishedSteps when each finished step was written down, by run and step
 */
record Evidence(List<RunLine> runs, List<Move> moves, long staleSteps, Map<String, Instant> finishedSteps) {
    static Evidence of(TestBed bed) {
        RunLedger ledger = bed.ledger();
        return new Evidence(ledger.runs(), ledger.moves(), ledger.staleSteps(), ledger.finishedSteps());
    }

    /** For a test on several databases. */
    static Evidence together(Collection<Evidence> parts) {
        List<RunLine> runs = new ArrayList<>();
        List<Move> moves = new ArrayList<>();
        Map<String, Instant> finished = new HashMap<>();
        parts.forEach(part -> {
            runs.addAll(part.runs());
            moves.addAll(part.moves());
            finished.putAll(part.finishedSteps());
        });
        return new Evidence(
                runs, moves, parts.stream().mapToLong(Evidence::staleSteps).sum(), finished);
    }
}
