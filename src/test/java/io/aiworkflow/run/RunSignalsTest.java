package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.run.RunSignal.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunSignalsTest {
    private final RunSignals signals = new RunSignals();
    private final UUID run = UUID.randomUUID();

    @Test
    void listenersHearTheirKindOnly() {
        List<UUID> cancels = new ArrayList<>();
        signals.listen(Kind.CANCEL_REQUESTED, cancels::add);

        signals.journalled(run);
        assertThat(cancels).isEmpty();
        signals.cancelRequested(run);
        assertThat(cancels).containsExactly(run);
    }

    @Test
    void aWatcherGetsTheOutcomeOfThisProcess() {
        CompletableFuture<Optional<RunOutcome>> next = signals.watch(run);
        RunOutcome outcome = new RunOutcome(run, RunState.SUCCEEDED, null, null);

        signals.left(outcome);

        assertThat(next).isCompletedWithValue(Optional.of(outcome));
    }

    @Test
    void aWatcherIsSentToTheStoreByAnotherProcess() {
        CompletableFuture<Optional<RunOutcome>> next = signals.watch(run);

        signals.receive(RunSignal.of(Kind.LEFT, run));

        assertThat(next).isCompletedWithValue(Optional.empty());
    }

    @Test
    void whatComesFromAnotherProcessIsNotRelayedAgain() {
        List<RunSignal> relayed = new ArrayList<>();
        List<UUID> heard = new ArrayList<>();
        signals.relayTo(relayed::add);
        signals.listen(Kind.PROGRESSED, heard::add);

        signals.receive(RunSignal.of(Kind.PROGRESSED, run));
        assertThat(heard).containsExactly(run);
        assertThat(relayed).isEmpty();

        signals.progressed(run);
        assertThat(relayed).containsExactly(RunSignal.of(Kind.PROGRESSED, run));
    }
}
