package io.aiworkflow.connections;

/** A route names a connection that the operator has not set up. */
public final class UnknownConnection extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownConnection(String name) {
        this("HTTP", "http", name);
    }

    private UnknownConnection(String kind, String setting, String name) {
        super("there is no %1$s connection '%2$s'; set engine.connections.%3$s.%2$s.url"
                .formatted(kind, name, setting));
    }

    static UnknownConnection sql(String name) {
        return new UnknownConnection("SQL", "sql", name);
    }
}
