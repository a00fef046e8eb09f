package io.aiworkflow.platform;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds the secrets among all settings: those whose names say that they are one, and what stands before the host in
 * addresses. What the engine is shipped with is no secret.
 */
final class SecretSettings {
    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(password|passwd|passphrase|secret|token|credential|key|authorization).*");

    /** Names that speak about a secret: how long it lives, where it lies. */
    private static final Pattern ABOUT_SECRETS = Pattern.compile(".*[._-](algorithm|alias|audience|count|dir|directory"
            + "|enabled|expires?|expiry|file|header|issuer|length|life|lifetime|limit|location|minutes|days|hours|name|path"
            + "|seconds|size|store|ttl|type|uri|url)");

    /** Values that say nothing: switches, numbers, periods, and words that would be found everywhere. */
    private static final Pattern PLAIN_VALUE = Pattern.compile(
            "(?i)true|false|none|null|auto|enabled|disabled|default|required|optional|[0-9.]+ ?[a-z]{0,2}");

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.:-]*://([^\\s/?#]+)@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)[?&][a-z_-]*(?:password|secret|token|key)[a-z_-]*=([^&#\\s]+)");
    private static final String SHIPPED = "class path resource";
    private static final int LONG_PART = 12;

    private final Set<String> found = new LinkedHashSet<>();
    private final ConfigurableEnvironment environment;

    private SecretSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    static Set<String> in(ConfigurableEnvironment environment) {
        SecretSettings settings = new SecretSettings(environment);
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                settings.read(listed);
            }
        }
        return settings.found;
    }

    private void read(EnumerablePropertySource<?> source) {
        boolean shipped = source.getName().contains(SHIPPED);
        for (String name : source.getPropertyNames()) {
            Object raw = source.getProperty(name);
            String written = raw instanceof CharSequence || raw instanceof char[] ? text(raw) : "";
            if (!written.isBlank() && (!shipped || written.contains("${"))) {
                read(name, resolved(written));
            }
        }
    }

    private static String text(Object raw) {
        return raw instanceof char[] characters ? new String(characters) : raw.toString();
    }

    private String resolved(String written) {
        try {
            return environment.resolvePlaceholders(written);
        } catch (IllegalArgumentException e) {
            // A placeholder that names itself; whoever needs the setting will say so.
            return written;
        }
    }

    private void read(String name, String value) {
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        if (SECRET_NAME.matcher(words).matches()
                && !ABOUT_SECRETS.matcher(words).matches()
                && !PLAIN_VALUE.matcher(value.strip()).matches()) {
            found.add(value.strip());
            addParts(value.strip());
        }
        Matcher login = LOGIN.matcher(value);
        while (login.find()) {
            addLogin(login.group(1));
        }
        Matcher parameter = PARAMETER.matcher(value);
        while (parameter.find()) {
            addBothForms(parameter.group(1));
        }
    }

    /** Several keys in one setting. */
    private void addParts(String value) {
        String[] parts = value.split("[\\s,;]+");
        for (String part : parts.length > 1 ? parts : new String[0]) {
            if (part.length() >= LONG_PART) {
                found.add(part);
            }
        }
    }

    private void addLogin(String login) {
        int colon = login.indexOf(':');
        if (colon < 0) {
            return;
        }
        addBothForms(login.substring(colon + 1));
        // As it goes over the wire, so that it is found in what a library logs of a request.
        found.add(Base64.getEncoder().encodeToString(decoded(login).getBytes(StandardCharsets.UTF_8)));
    }

    private void addBothForms(String written) {
        found.add(written);
        found.add(decoded(written));
    }

    private static String decoded(String written) {
        try {
            return URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return written;
        }
    }
}
