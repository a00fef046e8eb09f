package io.aiworkflow.platform.settings;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The password in an address such as {@code postgresql://user:password@host/database}. It judges nothing else of it. */
final class UrlPassword {
    private static final Pattern AUTHORITY = Pattern.compile("://([^/?#]*)");
    private static final Pattern PARAMETER = Pattern.compile("(?<=[?&]password=)[^&#]*");

    private UrlPassword() {}

    /** The password as it is meant, without percent-encoding; empty when there is none. */
    static Optional<String> in(String url) {
        Matcher authority = AUTHORITY.matcher(url);
        if (authority.find()) {
            int at = authority.group(1).lastIndexOf('@');
            int colon = at < 0 ? -1 : authority.group(1).substring(0, at).indexOf(':');
            if (colon >= 0) {
                return Optional.of(decoded(authority.group(1).substring(colon + 1, at)))
                        .filter(password -> !password.isEmpty());
            }
        }
        Matcher parameter = PARAMETER.matcher(url);
        return parameter.find()
                ? Optional.of(decoded(parameter.group())).filter(password -> !password.isEmpty())
                : Optional.empty();
    }

    /** The same address with another password, or with one if it has none. */
    static String with(String password, String url) {
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        Matcher authority = AUTHORITY.matcher(url);
        if (!authority.find()) {
            return url;
        }
        int at = authority.group(1).lastIndexOf('@');
        String login = at < 0 ? "" : authority.group(1).substring(0, at);
        int colon = login.indexOf(':');
        Matcher parameter = PARAMETER.matcher(url);
        if (colon < 0 && parameter.find()) {
            return parameter.replaceFirst(Matcher.quoteReplacement(encoded));
        }
        String user = colon < 0 ? login : login.substring(0, colon);
        String rest = url.substring(authority.start(1) + at + 1);
        return url.substring(0, authority.start(1)) + user + ":" + encoded + "@" + rest;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Whoever uses the address will say so.
            return text;
        }
    }
}
