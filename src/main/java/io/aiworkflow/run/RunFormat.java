package io.aiworkflow.run;

/**
 * The form in which a run's input, journal and waits are stored. Each change that an older engine could not read gets the
 * next number; a worker never claims a run of a later format than its own.
 */
public final class RunFormat {
    /** What this engine writes, and the latest that it can read. */
    public static final short CURRENT = current();

    private RunFormat() {}

    /** Not a constant, which the compiler would copy into every class that uses it. */
    private static short current() {
        return 1;
    }
}
