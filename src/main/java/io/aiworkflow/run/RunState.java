package io.aiworkflow.run;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a run stands. The one table of allowed moves is here; every statement that moves a run names its move. */
public enum RunState {
    /** Accepted, and due as soon as a worker is free. */
    QUEUED,
    /** Held by one worker, whose token every write must carry. */
    RUNNING,
    /** Not finished and held by nobody, until something happens or its time comes: see {@link WaitReason}. */
    WAITING,
    SUCCEEDED,
    /** Given up, with the reason; kept for a person to look at. */
    FAILED,
    CANCELLED;

    private static final Map<RunState, Set<RunState>> MOVES = Map.of(
            QUEUED, Set.of(RUNNING, CANCELLED),
            RUNNING, Set.of(QUEUED, WAITING, SUCCEEDED, FAILED, CANCELLED),
            WAITING, Set.of(QUEUED, CANCELLED),
            SUCCEEDED, Set.of(),
            FAILED, Set.of(QUEUED),
            CANCELLED, Set.of(QUEUED));

    public boolean mayMoveTo(RunState next) {
        return MOVES.get(this).contains(next);
    }

    /** @throws IllegalStateException when the table does not allow the move; no statement may be tried then */
    void requireMove(RunState next) {
        if (!mayMoveTo(next)) {
            throw new IllegalStateException("a %s run may not become %s".formatted(wireName(), next.wireName()));
        }
    }

    /** Whether a run in this state will not move again unless somebody asks for it. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** The name in the database, in JSON and in the user interface. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such state */
    public static RunState ofWireName(String name) {
        for (RunState state : values()) {
            if (state.wireName().equals(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException("'%s' is not a run state".formatted(name));
    }
}
