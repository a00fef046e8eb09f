package io.aiworkflow.routing;

/** A file breaks a rule; the message is the one sentence that tells its author how, and the line says where. */
class RouteFileRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Rule rule;
    private final int line;

    RouteFileRefused(Rule rule, int line, String reason) {
        super(reason);
        this.rule = rule;
        this.line = line;
    }

    Rule rule() {
        return rule;
    }

    int line() {
        return line;
    }
}
