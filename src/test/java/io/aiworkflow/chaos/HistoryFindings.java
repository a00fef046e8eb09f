package io.aiworkflow.chaos;

import io.aiworkflow.chaos.History.Verb;
import io.aiworkflow.chaos.HistoryClient.Told;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was wrong in a history.
 *
 * @param illegalMoves changes of a row that the state table does not know
 * @param secondOwners claims of a run that somebody held already, or that somebody else was told to have
 * @param staleWrites writes that were accepted though the writer did not hold the run
 * @param refused writes that were refused, as they should be when the run had been taken away
 * @param broken statements that failed
 */
record HistoryFindings(int illegalMoves, int secondOwners, int staleWrites, int refused, int moves, int broken) {
    private static final Map<Verb, String> NEXT_STATES = Map.of(
            Verb.COMPLETE, "succeeded",
            Verb.FAIL, "failed",
            Verb.RETRY_LATER, "waiting",
            Verb.GIVE_BACK, "queued",
            Verb.CANCEL, "cancelled");

    static HistoryFindings of(List<HistoryClient> clients, List<Move> moves) {
        Set<String> happened = moves.stream().map(HistoryFindings::name).collect(Collectors.toSet());
        Set<String> owners = new HashSet<>();
        int secondOwners = 0;
        int staleWrites = 0;
        int refused = 0;
        int broken = 0;
        for (HistoryClient client : clients) {
            broken += client.broken();
            for (Told told : client.told()) {
                if (told.verb() == Verb.CLAIM) {
                    boolean first = owners.add(told.run() + ":" + told.token());
                    boolean own =
                            happened.contains("%s:%d>running:%s".formatted(told.run(), told.token(), client.id()));
                    secondOwners += first && own ? 0 : 1;
                } else if (!told.accepted()) {
                    refused++;
                } else {
                    String move = "%s:%d>%s:%s"
                            .formatted(told.run(), told.token(), NEXT_STATES.get(told.verb()), client.id());
                    staleWrites += happened.contains(move) ? 0 : 1;
                }
            }
        }
        int illegal = (int) moves.stream().filter(Judge::isIllegal).count();
        return new HistoryFindings(illegal, secondOwners, staleWrites, refused, moves.size(), broken);
    }

    /** Which run came with which token from or to whom into which state. */
    private static String name(Move move) {
        return "%s:%d>%s:%s".formatted(move.runId(), move.newToken(), move.newState(), move.workerId());
    }

    boolean isClean() {
        return illegalMoves + secondOwners + staleWrites + broken == 0;
    }
}
