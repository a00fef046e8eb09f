package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.ScheduleLedger;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Kills the process that fires schedules in the second in which very many of them are due. */
final class DueSchedules implements ChaosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AHEAD = Duration.ofSeconds(5);
    /** Before it has fired anything, most of the time. */
    private static final int LATEST_EARLY_KILL_MILLIS = 150;

    @Override
    public String name() {
        return "due-schedules";
    }

    @Override
    public String criterion() {
        return "8 times 1,000 schedules are due in one second in which a scheduler is killed: each fires once and starts one"
                + " run, within 5 s of that second when there is another scheduler, else of the next one being ready";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        Random random = scale.random();
        int count = scale.of(1000);
        int rounds = scale.of(8);
        double slowestAlone = 0;
        double slowestBeside = 0;
        int left = 0;
        int amid = 0;
        try (TestBed bed = rig.bed(name());
                var connections = bed.hastyConnections()) {
            ScheduleLedger ledger = new ScheduleLedger(connections);
            // It makes the account whose rights the schedules have.
            bed.api().awaitReady();
            EngineNode scheduler = bed.worker(8).awaitReady();
            for (int round = 0; round < rounds; round++) {
                boolean alone = round % 2 == 0;
                EngineNode other = alone ? null : bed.worker(8).awaitReady();
                String name = "round-" + round;
                Instant planned = ledger.plan(name, count, "chaos-one-effect", "{\"ms\":0}", AHEAD);
                Waiting.pause(Duration.between(Instant.now(), planned));
                if (round % 4 == 1 || round % 4 == 2) {
                    Waiting.pause(Duration.ofMillis(random.nextInt(LATEST_EARLY_KILL_MILLIS)));
                } else {
                    Waiting.upTo(PATIENCE, () -> ledger.fired(name) > 0);
                }
                scheduler.kill();
                int fired = ledger.fired(name);
                left += count - fired;
                amid += fired > 0 && fired < count ? 1 : 0;
                Instant begin = planned;
                if (alone) {
                    other = bed.worker(8).awaitReady();
                    begin = Instant.now();
                }
                Waiting.upTo(PATIENCE, () -> ledger.fired(name) == count);
                findings.equal("fired in " + name, ledger.fired(name), count);
                double seconds = Math.max(
                        0, Duration.between(begin, ledger.lastFired(name)).toMillis() / 1e3);
                slowestAlone = alone ? Math.max(slowestAlone, seconds) : slowestAlone;
                slowestBeside = alone ? slowestBeside : Math.max(slowestBeside, seconds);
                // Whoever has fired the rest is the next victim.
                scheduler = other;
            }
            findings.atLeast("not fired yet when the scheduler was killed", left, 1);
            findings.atLeast("kills when a part of them had fired", amid, 1);
            findings.inTime("seconds from a restarted scheduler being ready to the last", slowestAlone, 5);
            findings.inTime("seconds from the planned second to the last, with another scheduler", slowestBeside, 5);
            findings.equal("lines of the ledger", ledger.lines(), (long) rounds * count);
            bed.awaitDrained(PATIENCE.multipliedBy(4));
            List<UUID> runs = ledger.runs();
            findings.equal("runs that two lines name", runs.size() - new HashSet<>(runs).size(), 0);
            findings.equal("runs", bed.ledger().runs().size(), (long) rounds * count);
            new Judge(bed).requireAllSucceeded(runs, findings);
        }
    }
}
