package io.aiworkflow.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Where Ollama is, with the credentials of its URL taken out, so that the rest may be shown.
 *
 * @param url without user, password, query and trailing slash
 * @param authorization the value of the Authorization header, or null
 */
record OllamaAddress(String url, String authorization) {

    /** @throws IllegalArgumentException when the text is no http or https URL; the message does not repeat it */
    static OllamaAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Neither the text nor the cause: both may hold a password.
            throw invalid();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw invalid();
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new OllamaAddress(scheme + "://" + uri.getHost() + port + path, authorization(uri.getUserInfo()));
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

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException(
                "OLLAMA_BASE_URL (engine.model.base-url) must be a URL such as http://127.0.0.1:11434");
    }
}
