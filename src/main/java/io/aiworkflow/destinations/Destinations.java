package io.aiworkflow.destinations;

import io.aiworkflow.platform.StartRefused;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The table of destinations. A name that data could not hold keeps the engine from starting. */
@Component
public class Destinations {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Map<String, String> uris = new TreeMap<>();

    public Destinations(DestinationsProperties properties) {
        properties.destinations().forEach((name, destination) -> {
            if (!NAME.matcher(name).matches()) {
                throw refused(
                        name,
                        "a name begins with a lower-case letter and is made of at most 63 such letters, digits and hyphens",
                        null);
            }
            uris.put(name, destination.uri().strip());
        });
    }

    /** What to throw when an entry cannot be used. */
    public static StartRefused refused(String name, String why, Throwable cause) {
        return new StartRefused(
                "The setting engine.destinations.%s.uri cannot be used: %s.".formatted(name, why),
                "Correct it, or remove it; docs/authoring.md explains destinations.",
                cause);
    }

    /** The names, sorted. */
    public Set<String> names() {
        return new TreeSet<>(uris.keySet());
    }

    /** Where the name leads. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(uris.get(name));
    }
}
