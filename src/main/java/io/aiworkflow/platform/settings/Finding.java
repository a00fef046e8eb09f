package io.aiworkflow.platform.settings;

/** Something about the settings that an operator should know. It never repeats the value of one. */
record Finding(Gravity gravity, String problem, String action) {

    /** What comes of it. */
    enum Gravity {
        /** It is said at the start. */
        NOTE,
        /** It is said at the start, which is refused in production. */
        REFUSED_IN_PRODUCTION,
        /** The start is refused. */
        REFUSED
    }

    static Finding note(String problem, String action) {
        return new Finding(Gravity.NOTE, problem, action);
    }

    static Finding refusedInProduction(String problem, String action) {
        return new Finding(Gravity.REFUSED_IN_PRODUCTION, problem, action);
    }

    boolean refuses(boolean production) {
        return gravity == Gravity.REFUSED || gravity == Gravity.REFUSED_IN_PRODUCTION && production;
    }
}
