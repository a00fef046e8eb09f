package io.aiworkflow.knowledge.qdrant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where Qdrant is: its URL without a trailing slash. */
record QdrantAddress(String url) {

    /** @throws IllegalArgumentException when the text is no usable URL; the message does not repeat it */
    static QdrantAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Neither the text nor the cause: both may hold a password.
            throw invalid();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        // Qdrant knows no passwords in URLs; whoever writes one means the key.
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw invalid();
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new QdrantAddress(scheme + "://" + uri.getHost() + port + path);
    }

    URI resolve(String path) {
        return URI.create(url + path);
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("QDRANT_URL (engine.knowledge.qdrant.url) must be a URL such as"
                + " http://127.0.0.1:6333, without a user and password; a key belongs into QDRANT_API_KEY");
    }
}
