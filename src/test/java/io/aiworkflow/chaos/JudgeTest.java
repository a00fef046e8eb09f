package io.aiworkflow.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.chaos.rig.EffectSink.Effect;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Plants what the judge is there to find. */
class JudgeTest {
    private static final UUID RUN = UUID.randomUUID();
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final List<String> STEPS = List.of("first", "second");

    private final List<Effect> arrived =
            new ArrayList<>(List.of(effect("first", "key-1", true), effect("second", "key-2", true)));
    private final List<Move> moves =
            new ArrayList<>(List.of(move("queued", "running", 1), move("running", "succeeded", 1)));
    private final Map<String, Instant> journal = new HashMap<>(Map.of(RUN + ":first", NOW, RUN + ":second", NOW));
    private final Findings findings = new Findings();

    @Test
    void findsNothingWhereEachEffectHasArrivedOnce() {
        judge();

        assertThat(findings.failures()).isEmpty();
        assertThat(findings.figures()).containsEntry("effects expected outside", 2L);
    }

    @Test
    void acceptsWhatCameAgainWithItsKeyAfterAnotherClaim() {
        moves.clear();
        moves.addAll(List.of(
                move("queued", "running", 1),
                move("running", "queued", 1),
                move("queued", "running", 2),
                move("running", "succeeded", 2)));
        arrived.add(effect("second", "key-2", false));

        judge();

        assertThat(findings.failures()).isEmpty();
        assertThat(findings.figures()).containsEntry("effects that came again with their key", 1L);
    }

    @Test
    void findsAnEffectThatIsMissing() {
        arrived.remove(1);

        judge();

        assertThat(findings.failures()).containsExactly("effects missing outside: 1 instead of 0");
    }

    @Test
    void findsAnEffectThatWasAppliedTwice() {
        moves.addAll(1, List.of(move("running", "queued", 1), move("queued", "running", 2)));
        moves.set(3, move("running", "succeeded", 2));
        arrived.add(effect("second", "another-key", true));

        judge();

        assertThat(findings.failures())
                .containsExactlyInAnyOrder(
                        "effects applied twice outside: 1 instead of 0", "effects with two keys: 1 instead of 0");
    }

    @Test
    void findsAnEffectThatOneAttemptSentTwice() {
        arrived.add(effect("second", "key-2", false));

        judge();

        assertThat(findings.failures()).containsExactly("effects sent twice by one attempt: 1 instead of 0");
    }

    @Test
    void findsAStepThatWasRepeatedAfterItsEnd() {
        moves.clear();
        moves.addAll(List.of(
                move("queued", "running", 1),
                move("running", "queued", 1),
                move("queued", "running", 2),
                move("running", "succeeded", 2)));
        journal.put(RUN + ":first", NOW.minusSeconds(1));

        judge();

        assertThat(findings.failures()).containsExactly("finished steps repeated: 1 instead of 0");
    }

    @Test
    void isNotContentWithStepsThatTheJournalDoesNotKnow() {
        journal.remove(RUN + ":second");

        judge();

        assertThat(findings.failures()).containsExactly("steps of theirs missing in the journal: 1 instead of 0");
    }

    @Test
    void doesNotTakeALookUpForAnEffect() {
        arrived.set(1, new Effect("key-2", RUN.toString(), "second", "worker-1", NOW, true, false));

        judge();

        assertThat(findings.failures()).containsExactly("effects missing outside: 1 instead of 0");
    }

    @Test
    void findsARunThatIsLost() {
        UUID lost = UUID.randomUUID();

        new Judge(evidence(), arrived).requireAllSucceeded(List.of(RUN, lost), findings);

        assertThat(findings.failures()).containsExactly("runs lost: 1 instead of 0");
    }

    @Test
    void isNotContentWithoutRuns() {
        new Judge(evidence(), arrived).requireOnce(List.of(), STEPS, findings);

        assertThat(findings.passed()).isFalse();
    }

    private void judge() {
        Judge judge = new Judge(evidence(), arrived);
        judge.requireAllSucceeded(List.of(RUN), findings);
        judge.requireOnce(List.of(RUN), STEPS, findings);
    }

    private Evidence evidence() {
        return new Evidence(List.of(new RunLine(RUN, "succeeded", null, 0, 0)), moves, 0, journal);
    }

    private static Effect effect(String step, String key, boolean applied) {
        return new Effect(key, RUN.toString(), step, "worker-1", NOW, false, applied);
    }

    private static Move move(String from, String to, long token) {
        return new Move(RUN, from, to, to.equals("running") ? token - 1 : token, token, RUN, NOW, NOW);
    }
}
