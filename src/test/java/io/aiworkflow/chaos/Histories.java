package io.aiworkflow.chaos;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.chaos.History.Operation;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.run.RunAccess;
import io.aiworkflow.run.RunQueue;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random histories of the queue itself, by many clients at once, compared with what the state table allows. */
final class Histories implements ChaosTest {
    private static final int OPERATIONS = 500;
    private static final int TRIES = 20;
    private static final int SHRINKING_TRIES = 80;

    @Override
    public String name() {
        return "histories";
    }

    @Override
    public String criterion() {
        return "200 random histories of 500 operations (claim, beat, complete, cancel, requeue …) by 8 clients: 0 illegal"
                + " moves, never two owners; planted bugs are found";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        try (TestBed bed = rig.bed(name());
                HikariDataSource dataSource = bed.hastyConnections()) {
            RunAccess access = new RunAccess(dataSource);
            JqwikSession.run(() -> {
                check(bed, access, scale, findings);
                JdbcClient database = JdbcClient.create(dataSource);
                RunQueue noToken = PlantedBugs.completingWithoutToken(access.queue(), database);
                RunQueue noLock = PlantedBugs.claimingWithoutLock(access.queue(), database);
                find("completing without a token", bed, access, noToken, scale, findings);
                find("claiming without a lock", bed, access, noLock, scale, findings);
                shrink(bed, access, noToken, scale, findings);
            });
        }
    }

    private static void check(TestBed bed, RunAccess access, Scale scale, Findings findings)
            throws InterruptedException {
        int illegal = 0;
        int owners = 0;
        int stale = 0;
        int broken = 0;
        long refused = 0;
        long moves = 0;
        int histories = scale.of(200);
        try (HistoryPlayer player = new HistoryPlayer(bed.ledger(), access.queue(), access.workers())) {
            for (int i = 0; i < histories; i++) {
                History history = history(scale.seed() + i).value();
                HistoryFindings found = player.playAtOnce(history);
                if (!found.isClean()) {
                    findings.fail("the history of seed %d: %s".formatted(scale.seed() + i, found));
                }
                illegal += found.illegalMoves();
                owners += found.secondOwners();
                stale += found.staleWrites();
                broken += found.broken();
                refused += found.refused();
                moves += found.moves();
            }
        }
        findings.figure("histories", histories);
        findings.figure("operations", (long) histories * OPERATIONS);
        findings.atLeast("moves", moves, histories);
        findings.equal("illegal moves", illegal, 0);
        findings.equal("second owners", owners, 0);
        findings.equal("stale writes accepted", stale, 0);
        findings.equal("statements that failed", broken, 0);
        findings.atLeast("stale writes refused", refused, 1);
    }

    private static void find(String bug, TestBed bed, RunAccess access, RunQueue queue, Scale scale, Findings findings)
            throws InterruptedException {
        try (HistoryPlayer player = new HistoryPlayer(bed.ledger(), queue, access.workers())) {
            for (int i = 0; i < TRIES; i++) {
                HistoryFindings found =
                        player.playAtOnce(history(scale.seed() + i).value());
                if (!found.isClean()) {
                    findings.figure("planted bug, " + bug, "found in history %d: %s".formatted(i + 1, found));
                    return;
                }
            }
        }
        findings.fail("the planted bug, %s, was not found in %d histories".formatted(bug, TRIES));
    }

    /** Without other clients in between a history does the same each time, so a small one can be looked for. */
    private static void shrink(TestBed bed, RunAccess access, RunQueue queue, Scale scale, Findings findings) {
        try (HistoryPlayer player = new HistoryPlayer(bed.ledger(), queue, access.workers())) {
            Optional<Shrinkable<History>> failing = Stream.iterate(scale.seed(), seed -> seed + 1)
                    .limit(TRIES)
                    .map(seed -> History.generate(1, OPERATIONS, seed))
                    .filter(history -> !player.playInOrder(history.value()).isClean())
                    .findFirst();
            if (failing.isEmpty()) {
                findings.fail("the planted bug was not found by a history in order");
                return;
            }
            Smallest smallest = new Smallest(player, failing.get());
            smallest.search();
            findings.figure(
                    "shortest history found that shows it (client, verb, choice)",
                    smallest.best.value().operations().stream()
                            .map(Operation::toString)
                            .collect(Collectors.joining(", ")));
        }
    }

    private static Shrinkable<History> history(long seed) {
        return History.generate(OPERATIONS, OPERATIONS, seed);
    }

    /** Takes operations away as long as the history still shows the bug. */
    private static final class Smallest {
        private final HistoryPlayer player;
        private Shrinkable<History> best;
        private int tries;

        Smallest(HistoryPlayer player, Shrinkable<History> failing) {
            this.player = player;
            this.best = failing;
        }

        void search() {
            boolean smaller = true;
            while (smaller && tries < SHRINKING_TRIES) {
                Optional<Shrinkable<History>> next = best.shrink()
                        .takeWhile(candidate -> tries++ < SHRINKING_TRIES)
                        .filter(candidate ->
                                !player.playInOrder(candidate.value()).isClean())
                        .findFirst();
                smaller = next.isPresent();
                next.ifPresent(found -> best = found);
            }
        }
    }
}
