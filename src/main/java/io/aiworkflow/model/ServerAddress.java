package io.aiworkflow.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Where a model server is, with the credentials of its URL taken out, so that the rest may be shown.
 *
 * @param url without user, password, query and trailing slash
 * @param authorization the value of the Authorization header, or null
 */
record ServerAddress(String url, String authorization) {

    /** Of an Ollama; see the other one. */
    static ServerAddress parse(String text) {
        return parse(text, "OLLAMA_BASE_URL (engine.model.base-url)");
    }

    /**
     * Addresses that are separated by commas.
     *
     * @param setting where they come from, for the message
     * @throws IllegalArgumentException when one is no http or https URL; the message does not repeat it
     */
    static List<ServerAddress> parseAll(String text, String setting) {
        return Arrays.stream(text.split(","))
                .filter(each -> !each.isBlank())
                .map(each -> parse(each, setting))
                .toList();
    }

    private static ServerAddress parse(String text, String setting) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Neither the text nor the cause: both may hold a password.
            throw invalid(setting);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw invalid(setting);
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new ServerAddress(scheme + "://" + uri.getHost() + port + path, authorization(uri.getUserInfo()));
    }

    /** The same with a token instead of user and password; unchanged without one. */
    ServerAddress withToken(String token) {
        return token.isBlank() ? this : new ServerAddress(url, "Bearer " + token.strip());
    }

    URI resolve(String path) {
        return URI.create(url + path);
    }

    /** Leaves the authorization out: a record would print it. */
    @Override
    public String toString() {
        return url;
    }

    private static String authorization(String userInfo) {
        if (userInfo == null || userInfo.isEmpty()) {
            return null;
        }
        String credentials = userInfo.contains(":") ? userInfo : userInfo + ":";
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static IllegalArgumentException invalid(String setting) {
        return new IllegalArgumentException(setting + " must be a URL such as http://127.0.0.1:11434");
    }
}
