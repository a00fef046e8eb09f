package io.aiworkflow.connections;

import io.aiworkflow.platform.StartRefused;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The HTTP connections that the operator has set up. A setting that cannot be used keeps the engine from starting. */
@Component
public class HttpConnections {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    private final Map<String, HttpConnection> settings = new TreeMap<>();
    private final Map<String, BaseUrl> urls = new TreeMap<>();

    public HttpConnections(ConnectionsProperties properties) {
        properties.http().forEach((name, connection) -> {
            try {
                add(name, connection);
            } catch (IllegalArgumentException e) {
                throw new StartRefused(
                        "The setting engine.connections.http.%s cannot be used: %s.".formatted(name, e.getMessage()),
                        "Correct it, or remove it; docs/authoring.md explains connections.");
            }
        });
    }

    private void add(String name, HttpConnection connection) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name is made of lower-case letters, digits and single hyphens");
        }
        for (Map.Entry<String, String> header : connection.headers().entrySet()) {
            boolean fits = HEADER.matcher(header.getKey()).matches()
                    && !RequestHeaders.isReserved(header.getKey().toLowerCase(Locale.ROOT))
                    && header.getValue().chars().noneMatch(Character::isISOControl);
            if (!fits) {
                throw new IllegalArgumentException("the header '%s' cannot be set; credentials go into 'authorization'"
                        .formatted(header.getKey()));
            }
        }
        urls.put(name, BaseUrl.parse(connection.url()));
        settings.put(name, connection);
    }

    /** The names, sorted. */
    public Set<String> names() {
        return new TreeSet<>(settings.keySet());
    }

    BaseUrl url(String name) {
        return urls.get(name);
    }

    Optional<HttpConnection> find(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
