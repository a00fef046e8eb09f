package io.aiworkflow.connections;

import io.aiworkflow.platform.StartRefused;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The databases that the operator has set up for routes. A setting that cannot be used keeps the engine from starting. */
@Component
public class SqlConnections {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern URL = Pattern.compile("postgresql://[^@/?#\\s]+/[^@/?#\\s]+(\\?[^@#\\s]*)?");
    private static final Pattern LOGIN = Pattern.compile(".*[?&](user|password|options)=.*");

    private final Map<String, SqlConnection> settings = new TreeMap<>();

    public SqlConnections(ConnectionsProperties properties) {
        properties.sql().forEach((name, connection) -> {
            if (!NAME.matcher(name).matches()) {
                throw refused(name, "a name is made of lower-case letters, digits and single hyphens");
            }
            String url = connection.url().strip();
            if (!URL.matcher(url).matches() || LOGIN.matcher(url).matches()) {
                throw refused(name, "its url is postgresql://host:port/database, without user, password and options");
            }
            settings.put(name, connection);
        });
    }

    private static StartRefused refused(String name, String why) {
        return new StartRefused(
                "The setting engine.connections.sql.%s cannot be used: %s.".formatted(name, why),
                "Correct it, or remove it; docs/authoring.md explains connections.");
    }

    /** The names, sorted. */
    public Set<String> names() {
        return new TreeSet<>(settings.keySet());
    }

    Optional<SqlConnection> find(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
