package io.aiworkflow.platform.settings;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Hides what may not be shown of a setting. What it puts in place of a secret tells nothing about it, not even its length. */
final class Masking {
    static final String MASK = "********";

    private static final Pattern SECRET =
            Pattern.compile("(?i:.*(?:password|passwd|passphrase|secret|secrets|credential|credentials))"
                    + "|(?i:(?:.*[._-])?(?:token|key|keys))"
                    + "|.*[a-z](?:Token|Key|Keys)"
                    // What an outside system is shown.
                    + "|(?i:(?:.*[._-])?authorization)"
                    + "|(?i:engine[._-]connections[._-]http[._-].+[._-]headers[._\\[-].+)");
    private static final Pattern ADDRESS = Pattern.compile("(?<scheme>(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://)"
            + "(?<login>[^/?#\\s]*@)?"
            + "(?<host>[A-Za-z0-9._*-]+|\\[[0-9A-Fa-f:.]+])?"
            + "(?<rest>(?::\\d{1,5})?(?:/[^?#@\\s]*)?)"
            + "(?:\\?(?<query>[^#@\\s]*))?");

    private Masking() {}

    /** Whether a setting of this name holds a secret. */
    static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** The value without logins in addresses; whole when it is no address. */
    static String withoutLogins(String value) {
        if (!value.contains("://") && !value.contains("@")) {
            return value;
        }
        return Arrays.stream(value.split(",", -1)).map(Masking::withoutLogin).collect(Collectors.joining(","));
    }

    private static String withoutLogin(String value) {
        Matcher address = ADDRESS.matcher(value.strip());
        if (!address.matches()) {
            return value.contains("://") || value.contains("@") ? MASK : value;
        }
        String login = address.group("login") == null ? "" : MASK + "@";
        String host = address.group("host") == null ? "" : address.group("host");
        String query = address.group("query") == null ? "" : "?" + withoutSecrets(address.group("query"));
        return address.group("scheme") + login + host + address.group("rest") + query;
    }

    private static String withoutSecrets(String query) {
        return Arrays.stream(query.split("&", -1))
                .map(parameter -> {
                    String name = parameter.replaceFirst("=.*", "");
                    return isSecret(name) ? name + "=" + MASK : parameter;
                })
                .collect(Collectors.joining("&"));
    }
}
