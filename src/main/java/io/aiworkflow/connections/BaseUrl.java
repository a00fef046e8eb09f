package io.aiworkflow.connections;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** Where the paths of a connection begin. What it joins to itself is below it, or refused. */
record BaseUrl(URI uri) {

    /** @throws IllegalArgumentException saying what is wrong without repeating the text, which may hold a password */
    static BaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(List.of("http", "https").contains(scheme) && uri.getHost() != null, "it must be an http or https URL");
        require(uri.getRawUserInfo() == null, "it must not hold a user or password; set 'authorization' instead");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "it must end with a path");
        String path = uri.getRawPath().replaceFirst("/+$", "");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        URI base = URI.create(scheme + "://" + uri.getHost() + port + path);
        require(!path.contains("%") && base.normalize().equals(base), "its path must be plain, without '..' and '%'");
        return new BaseUrl(base);
    }

    String scheme() {
        return uri.getScheme();
    }

    /**
     * The address of a request.
     *
     * @param path empty, or encoded and with a leading slash
     * @param query encoded, without question mark, or empty
     * @throws IllegalArgumentException when the result is not below this URL
     */
    URI join(String path, String query) {
        URI joined = URI.create(uri + path + (query.isEmpty() ? "" : "?" + query));
        String own = uri.getRawPath();
        String whole = joined.getRawPath();
        boolean below = joined.getScheme().equals(uri.getScheme())
                && joined.getRawAuthority().equals(uri.getRawAuthority())
                && (whole.equals(own) || whole.startsWith(own + "/"))
                && joined.normalize().equals(joined);
        require(below, "the path leads out of the connection");
        return joined;
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
