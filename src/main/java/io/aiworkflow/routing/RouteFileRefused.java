package io.aiworkflow.routing;

/** A file breaks a rule; the message is the one sentence that tells its author which, and the line says where. */
class RouteFileRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    RouteFileRefused(int line, String reason) {
        super(reason);
        this.line = line;
    }

    int line() {
        return line;
    }
}
