package io.aiworkflow.platform.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What each answer tells browsers: to run and show nothing but the engine's own files, to keep answers to themselves, and
 * to come back by HTTPS.
 */
final class SecurityHeaders {
    static final String POLICY = "Content-Security-Policy";
    static final String TRANSPORT = "Strict-Transport-Security";

    /** Nothing inline. Images may be data, since the styles of the API page bring theirs so. */
    private static final String PAGES = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private static final String DATA =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** The pages of Hawtio put styles into themselves, edit XML in workers, and have a base. Scripts are files all the same. */
    private static final String CONSOLE = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private static final String A_YEAR = "max-age=31536000; includeSubDomains";
    private static final List<String> PATHS_OF_DATA = List.of("/api/", "/public/", "/openapi.json", "/hawtio/jolokia");
    private static final String CONSOLE_PATH = "/hawtio";

    private static final Map<String, String> ALWAYS = always();

    private final boolean alwaysSecure;
    private final Map<String, String> pages = with(PAGES, false);
    private final Map<String, String> securePages = with(PAGES, true);
    private final Map<String, String> data = with(DATA, false);
    private final Map<String, String> secureData = with(DATA, true);
    private final Map<String, String> console = with(CONSOLE, false);
    private final Map<String, String> secureConsole = with(CONSOLE, true);

    /** @param production whether callers come by HTTPS even where this cannot be seen here */
    SecurityHeaders(boolean production) {
        this.alwaysSecure = production;
    }

    /** @param path null when it is not known */
    void addTo(HttpServletResponse response, String path, boolean secure) {
        of(path, secure).forEach(response::setHeader);
    }

    Map<String, String> of(String path, boolean secure) {
        boolean isData = path == null || PATHS_OF_DATA.stream().anyMatch(path::startsWith);
        if (isData) {
            return secure || alwaysSecure ? secureData : data;
        }
        if (isConsole(path)) {
            return secure || alwaysSecure ? secureConsole : console;
        }
        return secure || alwaysSecure ? securePages : pages;
    }

    private static boolean isConsole(String path) {
        return path.equals(CONSOLE_PATH) || path.startsWith(CONSOLE_PATH + "/");
    }

    private static Map<String, String> with(String policy, boolean secure) {
        Map<String, String> headers = new LinkedHashMap<>(ALWAYS);
        headers.put(POLICY, policy);
        if (secure) {
            headers.put(TRANSPORT, A_YEAR);
        }
        return headers;
    }

    private static Map<String, String> always() {
        Map<String, String> headers = new LinkedHashMap<>();
        // Whoever answers with something that may be kept says so itself.
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        // Not no-referrer: with it browsers send the forms of our own pages with 'Origin: null'.
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Permissions-Policy", nobody());
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        return headers;
    }

    private static String nobody() {
        return List.of(
                        "accelerometer",
                        "camera",
                        "display-capture",
                        "geolocation",
                        "gyroscope",
                        "magnetometer",
                        "microphone",
                        "midi",
                        "payment",
                        "usb")
                .stream()
                .map(feature -> feature + "=()")
                .collect(Collectors.joining(", "));
    }
}
