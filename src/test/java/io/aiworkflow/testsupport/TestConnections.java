package io.aiworkflow.testsupport;

import io.aiworkflow.connections.ConnectionsProperties;
import io.aiworkflow.connections.HttpConnection;
import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.SqlConnection;
import io.aiworkflow.connections.SqlConnections;
import io.aiworkflow.destinations.Destination;
import io.aiworkflow.destinations.Destinations;
import io.aiworkflow.destinations.DestinationsProperties;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.util.unit.DataSize;

/** Connections and destinations for tests, without the settings that name them. */
public final class TestConnections {
    private TestConnections() {}

    /** Connections without credentials, by name, with limits that a test can reach. */
    public static HttpConnections to(Map<String, String> urls) {
        Map<String, HttpConnection> http = new TreeMap<>();
        urls.forEach((name, url) -> http.put(name, plain(url)));
        return new HttpConnections(new ConnectionsProperties(http, Map.of()));
    }

    /** Databases that nobody asks, by name. */
    public static SqlConnections databases(String... names) {
        Map<String, SqlConnection> sql = new TreeMap<>();
        for (String name : names) {
            sql.put(
                    name,
                    new SqlConnection("postgresql://127.0.0.1:1/x", "x", null, true, Duration.ofSeconds(5), 10, 1));
        }
        return new SqlConnections(new ConnectionsProperties(Map.of(), sql));
    }

    /** The uris of destinations, by name. */
    public static Destinations destinations(Map<String, String> uris) {
        Map<String, Destination> table = new TreeMap<>();
        uris.forEach((name, uri) -> table.put(name, new Destination(uri)));
        return new Destinations(new DestinationsProperties(table));
    }

    public static HttpConnection plain(String url) {
        return new HttpConnection(
                url, null, Map.of(), Duration.ofSeconds(5), Duration.ofSeconds(20), DataSize.ofKilobytes(64));
    }
}
