package io.aiworkflow.platform;

import java.time.Duration;

/**
 * How long the calling thread waits for one answer of the database, when that is less than the pool's own limit. It does
 * not bound a piece of work that makes many statements.
 */
public final class DatabasePatience {
    private static final ThreadLocal<Duration> LIMIT = new ThreadLocal<>();

    private DatabasePatience() {}

    /** Does some work in which a statement fails as soon as the database has not answered it for so long. */
    public static void within(Duration limit, Runnable work) {
        Duration outer = set(limit);
        try {
            work.run();
        } finally {
            set(outer);
        }
    }

    /** Does some work before which the caller has waited already for others whom the database did not answer. */
    static void lessened(Duration waited, Runnable work) {
        Duration limit = LIMIT.get();
        if (limit == null) {
            work.run();
        } else {
            within(limit.minus(waited), work);
        }
    }

    /**
     * Sets the limit of this thread and gives the one before.
     *
     * @param limit null for none
     */
    static Duration set(Duration limit) {
        Duration before = LIMIT.get();
        if (limit == null) {
            LIMIT.remove();
        } else {
            LIMIT.set(limit);
        }
        return before;
    }

    /** The limit of this thread, or null. */
    static Duration current() {
        return LIMIT.get();
    }
}
