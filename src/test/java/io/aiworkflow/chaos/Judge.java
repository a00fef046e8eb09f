package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EffectSink.Effect;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Decides from the database and the sink's log whether the promises were kept. It asks the engine nothing. */
final class Judge {
    private static final Set<String> FINAL = Set.of("succeeded", "failed", "cancelled");

    /** Written down again here, so that a mistake in the engine's own table is found. */
    private static final Map<String, Set<String>> MOVES = Map.of(
            "queued", Set.of("running", "cancelled"),
            "running", Set.of("queued", "waiting", "succeeded", "failed", "cancelled"),
            "waiting", Set.of("queued", "cancelled"),
            "succeeded", Set.of(),
            "failed", Set.of("queued"),
            "cancelled", Set.of("queued"));

    /** The sink and the database look at the same clock, but not at the same moment. */
    private static final Duration TOLERANCE = Duration.ofMillis(250);

    private final Evidence evidence;
    private final List<Effect> effects;

    Judge(TestBed bed) {
        this(Evidence.of(bed), bed.rig().sink().effects());
    }

    /** @param arrived everything that has come to the sink */
    Judge(Evidence evidence, List<Effect> arrived) {
        this.evidence = evidence;
        this.effects = arrived.stream().filter(effect -> !effect.lookUp()).toList();
    }

    /** What must hold in every test whose runs are all meant to succeed. */
    void requireAllSucceeded(Collection<UUID> accepted, Findings findings) {
        Map<UUID, RunLine> runs = new HashMap<>();
        evidence.runs().forEach(run -> runs.put(run.id(), run));
        findings.equal("runs accepted", accepted.size(), new HashSet<>(accepted).size());
        findings.equal(
                "runs lost",
                accepted.stream().filter(id -> !isDone(runs.get(id))).count(),
                0);
        requireKeptPromises(findings);
    }

    /** That each of these steps' effects has been applied outside for each run, and not twice. */
    void requireOnce(Collection<UUID> runs, List<String> steps, Findings findings) {
        Map<String, Long> applied = effects.stream()
                .filter(Effect::applied)
                .collect(Collectors.groupingBy(Judge::place, Collectors.counting()));
        List<String> places = runs.stream()
                .flatMap(run -> steps.stream().map(step -> run + ":" + step))
                .toList();
        List<Long> counts =
                places.stream().map(place -> applied.getOrDefault(place, 0L)).toList();
        findings.atLeast("effects expected outside", counts.size(), 1);
        findings.equal(
                "effects missing outside",
                counts.stream().filter(count -> count == 0).count(),
                0);
        findings.equal(
                "effects applied twice outside",
                counts.stream().filter(count -> count > 1).count(),
                0);
        // Without them nobody could tell whether a finished step was repeated.
        findings.equal(
                "steps of theirs missing in the journal",
                places.stream()
                        .filter(place -> !evidence.finishedSteps().containsKey(place))
                        .count(),
                0);
    }

    /** What must hold in every test. */
    void requireKeptPromises(Findings findings) {
        List<RunLine> runs = evidence.runs();
        findings.equal(
                "rows that are there twice",
                runs.size() - runs.stream().map(RunLine::id).distinct().count(),
                0);
        List<Move> moves = evidence.moves();
        findings.equal("illegal moves", moves.stream().filter(Judge::isIllegal).count(), 0);
        findings.equal("runs with two final states", runsWithTwoEnds(moves), 0);
        findings.equal("stale steps accepted", evidence.staleSteps(), 0);
        findings.equal("effects with two keys", effectsWithTwoKeys(), 0);
        findings.equal("effects sent twice by one attempt", sentMoreOftenThanClaimed(moves), 0);
        findings.equal("finished steps repeated", repeatedFinishedSteps(), 0);
        findings.figure("effects", effects.size());
        findings.figure("effects that came again with their key", repeatedKeys());
    }

    private static boolean isDone(RunLine run) {
        return run != null && run.state().equals("succeeded");
    }

    /** A claim raises the token by one; nothing else changes it, and only a claim makes a run running. */
    static boolean isIllegal(Move move) {
        boolean moved = !move.oldState().equals(move.newState());
        if (moved && !MOVES.get(move.oldState()).contains(move.newState())) {
            return true;
        }
        boolean claimed = moved && move.newState().equals("running");
        return move.newToken() != move.oldToken() + (claimed ? 1 : 0);
    }

    /** Ends that nobody took back by a replay in between. */
    private static long runsWithTwoEnds(List<Move> moves) {
        Map<UUID, Integer> ends = new HashMap<>();
        for (Move move : moves) {
            if (FINAL.contains(move.oldState())) {
                ends.remove(move.runId());
            }
            if (FINAL.contains(move.newState())) {
                ends.merge(move.runId(), 1, Integer::sum);
            }
        }
        return ends.values().stream().filter(count -> count > 1).count();
    }

    private long effectsWithTwoKeys() {
        Map<String, Set<String>> keys = new HashMap<>();
        effects.forEach(effect ->
                keys.computeIfAbsent(place(effect), place -> new HashSet<>()).add(effect.key()));
        return keys.values().stream().filter(set -> set.size() > 1).count();
    }

    /** Only a new claim may send what has been sent before. */
    private long sentMoreOftenThanClaimed(List<Move> moves) {
        Map<String, Long> claims = moves.stream()
                .filter(move ->
                        move.newState().equals("running") && !move.oldState().equals("running"))
                .collect(Collectors.groupingBy(move -> move.runId().toString(), Collectors.counting()));
        Map<String, Long> sent = new HashMap<>();
        return effects.stream()
                .filter(effect -> sent.merge(place(effect), 1L, Long::sum) > claims.getOrDefault(effect.run(), 0L))
                .count();
    }

    private static String place(Effect effect) {
        return effect.run() + ":" + effect.step();
    }

    /** Effects of a step that came after the step had been written down as finished. */
    private long repeatedFinishedSteps() {
        Map<String, Instant> finished = evidence.finishedSteps();
        return effects.stream()
                .filter(effect -> {
                    Instant end = finished.get(place(effect));
                    return end != null && effect.at().isAfter(end.plus(TOLERANCE));
                })
                .count();
    }

    /** Effects that the engine had to send again, because it could not know that they had arrived. */
    long repeatedKeys() {
        Set<String> seen = new HashSet<>();
        return effects.stream().filter(effect -> !seen.add(effect.key())).count();
    }
}
