package io.aiworkflow.failure;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Tells what a database says when it is away, starting, overloaded or too slow from what it says about a statement that
 * is wrong. It knows PostgreSQL, PgBouncer and the connection pool.
 */
public final class DatabaseTrouble {
    private static final int LONGEST_CHAIN = 20;

    /**
     * Connection failures, which PgBouncer's own errors are too; too few resources; an operator's intervention, which
     * covers shutdown, start and cancelled statements; the server's own system errors.
     */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58");

    /** Serialization failure, deadlock, lock not available, session idle for too long, server that only reads. */
    private static final Set<String> STATES = Set.of("40001", "40P01", "55P03", "25P03", "25006");

    private DatabaseTrouble() {}

    /** Whether the same statement may well succeed in a while. */
    public static boolean isPassing(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            // The pool's own failures have none: no connection in time, or one that broke and was closed meanwhile.
            return true;
        }
        return failure instanceof SQLTransientConnectionException
                || failure instanceof SQLRecoverableException
                || state.length() == 5 && CLASSES.contains(state.substring(0, 2))
                || STATES.contains(state);
    }

    /** What the database or the pool said, in one line; the messages of what wraps it repeat whole statements. */
    public static String reason(Throwable failure) {
        Throwable telling = failure;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof SQLException) {
                telling = cause;
            }
            cause = cause.getCause();
        }
        String message = telling.getMessage();
        return message == null
                ? telling.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** Whether such a failure is the reason of another one. */
    public static boolean causes(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof SQLException sql && isPassing(sql)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
