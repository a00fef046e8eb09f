package io.aiworkflow.chaos;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * A random history of what clients of the queue do.
 *
 * @param operations in the order in which they are given out
 */
record History(List<Operation> operations) {
    static final int CLIENTS = 8;

    /** What a client does. */
    enum Verb {
        CLAIM,
        BEAT,
        COMPLETE,
        FAIL,
        RETRY_LATER,
        GIVE_BACK,
        CANCEL,
        /** The client's lease ends, though it goes on, as a frozen one does. */
        LAPSE,
        /** Runs of lapsed clients are queued again. */
        REQUEUE,
        /** Waiting runs become due. */
        PROMOTE
    }

    /**
     * One thing that a client does.
     *
     * @param choice which of the things in its hands it does it with
     */
    record Operation(int client, Verb verb, int choice) {
        @Override
        public String toString() {
            return "%d %s %d".formatted(client, verb, choice);
        }
    }

    private static final List<Tuple2<Integer, Verb>> WEIGHTS = List.of(
            Tuple.of(30, Verb.CLAIM),
            Tuple.of(10, Verb.BEAT),
            Tuple.of(14, Verb.COMPLETE),
            Tuple.of(4, Verb.FAIL),
            Tuple.of(8, Verb.RETRY_LATER),
            Tuple.of(6, Verb.GIVE_BACK),
            Tuple.of(3, Verb.CANCEL),
            Tuple.of(8, Verb.LAPSE),
            Tuple.of(9, Verb.REQUEUE),
            Tuple.of(8, Verb.PROMOTE));

    /** The same seed gives the same history, which knows smaller ones of its kind. Needs a jqwik session. */
    static Shrinkable<History> generate(int fewest, int most, long seed) {
        Arbitrary<Operation> operation = Combinators.combine(
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.frequency(WEIGHTS),
                        Arbitraries.integers().between(0, 7))
                .as(Operation::new);
        return operation
                .list()
                .ofMinSize(fewest)
                .ofMaxSize(most)
                .map(History::new)
                .generator(1000)
                .next(new Random(seed));
    }
}
