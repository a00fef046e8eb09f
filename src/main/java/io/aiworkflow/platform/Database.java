package io.aiworkflow.platform;

import java.util.Optional;

/**
 * The database that the engine uses: its own embedded server, which it stops on close, or the one that an operator
 * named. It does not pool connections.
 */
public final class Database implements AutoCloseable {
    private final DatabaseAddress address;
    private final EmbeddedDatabase embedded;

    private Database(DatabaseAddress address, EmbeddedDatabase embedded) {
        this.address = address;
        this.embedded = embedded;
    }

    static Database open(DataProperties data, DatabaseProperties properties) {
        if (!properties.embedded()) {
            return new Database(DatabaseAddress.parse("DATABASE_URL", properties.url(), properties), null);
        }
        EmbeddedDatabase server = EmbeddedDatabase.start(data.absolute());
        DatabaseAddress address =
                new DatabaseAddress(server.jdbcUrl(), EmbeddedDatabase.USER, "", server.display(), false);
        return new Database(address, server);
    }

    DatabaseAddress address() {
        return address;
    }

    /** Whether the engine started the server itself. */
    public boolean isEmbedded() {
        return embedded != null;
    }

    /** Where it is, without a login. */
    @Override
    public String toString() {
        return address.display();
    }

    @Override
    public void close() {
        Optional.ofNullable(embedded).ifPresent(EmbeddedDatabase::close);
    }
}
