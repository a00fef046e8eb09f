package io.aiworkflow.platform;

import io.aiworkflow.platform.DatabaseProperties.Pooler;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/**
 * A PostgreSQL database as {@code DATABASE_URL} names it, translated for the JDBC driver. Its messages never repeat a part
 * of the URL that could be a password.
 *
 * @param jdbcUrl without user and password
 * @param user the login, never blank
 * @param password empty when there is none
 * @param display host, port and database, for logs
 * @param pooled whether a pooler in transaction mode stands before the server
 */
record DatabaseAddress(String jdbcUrl, String user, String password, String display, boolean pooled) {
    private static final String EXAMPLE = "postgresql://user:password@host:5432/database?sslmode=require";
    private static final Pattern FORM =
            Pattern.compile("(?:jdbc:)?(?:postgresql|postgres)://([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]]*)(?::(.*))?");
    private static final int PGBOUNCER_PORT = 6432;
    private static final String MIGRATION_LIMITS =
            "-c statement_timeout=0 -c lock_timeout=2s -c idle_in_transaction_session_timeout=0";
    private static final Map<String, String> LIBPQ_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode");

    /**
     * Reads a URL.
     *
     * @param variable the name of the setting, for messages
     * @throws StartRefused when the URL cannot be used
     */
    static DatabaseAddress parse(String variable, String url, DatabaseProperties properties) {
        try {
            return parse(url.strip(), properties);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    "%s cannot be used: %s.".formatted(variable, e.getMessage()),
                    "Write it as %s, or leave it out to use the embedded PostgreSQL.".formatted(EXAMPLE));
        }
    }

    private static DatabaseAddress parse(String url, DatabaseProperties properties) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    url.contains("://") && url.contains("#")
                            ? "it contains a '#', which must be written as %23"
                            : "it does not begin with postgresql://, postgres:// or jdbc:postgresql://");
        }
        String authority = form.group(1);
        if (after(url, authority).contains("@")) {
            throw new IllegalArgumentException(
                    "there is an '@' behind the host; in user names and passwords write '/' as %2F, '?' as %3F, '@' as"
                            + " %40");
        }
        int at = authority.lastIndexOf('@');
        Map<String, String> parameters = parameters(form.group(3));
        String[] login = login(at < 0 ? "" : authority.substring(0, at), parameters, properties);
        String hostAndPort = authority.substring(at + 1);
        if (hostAndPort.contains(",")) {
            throw new IllegalArgumentException(
                    "it names several hosts; give the one address of a pooler or proxy instead");
        }
        Matcher host = HOST.matcher(hostAndPort);
        if (!host.matches() || host.group(1).isEmpty()) {
            throw new IllegalArgumentException("it names no host, or the host is not valid (IPv6 goes in brackets)");
        }
        int port = port(host.group(2));
        String database = decode(form.group(2) == null ? "" : form.group(2));
        if (database.isEmpty() || database.contains("/")) {
            throw new IllegalArgumentException("it must name one database behind the host");
        }
        boolean pooled = isPooled(port, properties.pooler());
        addDefaults(parameters, pooled);
        String display = "%s:%d/%s".formatted(host.group(1), port, database);
        return new DatabaseAddress(
                jdbcUrl(host.group(1), port, database, parameters), login[0], login[1], display, pooled);
    }

    private static String after(String url, String authority) {
        return url.substring(url.indexOf("://") + 3 + authority.length());
    }

    private static String[] login(String written, Map<String, String> parameters, DatabaseProperties properties) {
        int colon = written.indexOf(':');
        String user = decode(colon < 0 ? written : written.substring(0, colon));
        String password = colon < 0 ? "" : decode(written.substring(colon + 1));
        String userParameter = parameters.remove("user");
        String passwordParameter = parameters.remove("password");
        user = firstOf(user, userParameter, properties.user());
        if (user.isEmpty()) {
            throw new IllegalArgumentException("it names no user, and POSTGRES_USER is not set");
        }
        return new String[] {user, firstOf(password, passwordParameter, properties.password())};
    }

    private static String firstOf(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    private static int port(String written) {
        if (written == null || written.isEmpty()) {
            return 5432;
        }
        int port = written.matches("\\d{1,5}") ? Integer.parseInt(written) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "the port is not a number from 1 to 65535; in user names and passwords write ':' as %3A");
        }
        return port;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("each parameter behind '?' must have the form name=value");
            }
            String name = decode(pair.substring(0, equals));
            String known = LIBPQ_NAMES.getOrDefault(name, name);
            if (PGProperty.forName(known) == null) {
                throw new IllegalArgumentException("the PostgreSQL driver has no parameter named '%s'".formatted(name));
            }
            parameters.put(known, decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static boolean isPooled(int port, Pooler pooler) {
        return pooler == Pooler.PGBOUNCER || pooler == Pooler.AUTO && port == PGBOUNCER_PORT;
    }

    private static void addDefaults(Map<String, String> parameters, boolean pooled) {
        if (pooled) {
            // A named prepared statement belongs to one server connection; the next transaction may get another one.
            parameters.putIfAbsent("prepareThreshold", "0");
        }
        parameters.putIfAbsent("ApplicationName", "ai-workflow-engine");
        parameters.putIfAbsent("connectTimeout", "4");
        parameters.putIfAbsent("tcpKeepAlive", "true");
    }

    private static String jdbcUrl(String host, int port, String database, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://%s:%d/%s?%s".formatted(host, port, encode(database), query);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a '%' must be written as %25, or begin a code such as %40");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * The same database with limits that suit a migration, which may take long but must not keep others waiting for a
     * lock. A pooler would refuse or ignore them, so the address must lead to the server itself.
     */
    DatabaseAddress forMigrations() {
        if (jdbcUrl.contains("&options=") || jdbcUrl.contains("?options=")) {
            return this;
        }
        String url = jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "options=" + encode(MIGRATION_LIMITS);
        return new DatabaseAddress(url, user, password, display, false);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return display;
    }
}
