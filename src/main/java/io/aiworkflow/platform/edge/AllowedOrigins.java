package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.StartRefused;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The origins of pages: the engine's own, and those that an operator has listed. */
final class AllowedOrigins {
    private static final Pattern ORIGIN = Pattern.compile("https?://(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::(\\d{1,5}))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::\\d{1,5})?");

    private final Set<String> listed;
    private final String own;

    private AllowedOrigins(Set<String> listed, String own) {
        this.listed = listed;
        this.own = own;
    }

    /**
     * Reads the setting.
     *
     * @param listed origins, as browsers write them
     * @param publicUrl where the engine itself is reached from outside
     * @throws StartRefused when something in it is no origin, or stands for all of them
     */
    static AllowedOrigins of(List<String> listed, URI publicUrl) {
        Set<String> origins = listed.stream()
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .map(AllowedOrigins::checked)
                .collect(Collectors.toUnmodifiableSet());
        return new AllowedOrigins(origins, origin(publicUrl));
    }

    /** Whether pages of this origin may call the engine with what their browser knows of its user. */
    boolean isListed(String origin) {
        return listed.contains(origin);
    }

    /**
     * Whether the page comes from the engine itself. Beside its public address that is an address of this machine, as a
     * number or as localhost: any other name could be made to lead here by whoever owns it.
     *
     * @param scheme by which the request came
     * @param host the header of this name
     */
    boolean isOwn(String origin, String scheme, String host) {
        if (origin.equals(own)) {
            return true;
        }
        String address = host == null ? "" : host.toLowerCase(Locale.ROOT);
        Matcher matcher = HOST.matcher(address);
        return matcher.matches() && cannotBeRebound(matcher.group(1)) && origin.equals(scheme + "://" + address);
    }

    private static boolean cannotBeRebound(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || ClientAddress.parse(host.replaceAll("[\\[\\]]", "")).isPresent();
    }

    private static String checked(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        if (origin.contains("*")) {
            throw refused(
                    origin, "it stands for every origin there is; with it any page could use its visitors' logins");
        }
        if (!matcher.matches()) {
            throw refused(
                    origin, "it is not written as browsers send it: scheme, host in lower case, port, nothing else");
        }
        String port = matcher.group(2);
        if (port != null && port.equals(origin.startsWith("https:") ? "443" : "80")) {
            throw refused(origin, "browsers leave the usual port out");
        }
        return origin;
    }

    private static String origin(URI url) {
        boolean usual = url.getPort() < 0 || url.getPort() == (url.getScheme().equalsIgnoreCase("https") ? 443 : 80);
        return "%s://%s%s"
                .formatted(url.getScheme(), url.getHost(), usual ? "" : ":" + url.getPort())
                .toLowerCase(Locale.ROOT);
    }

    private static StartRefused refused(String origin, String why) {
        return new StartRefused(
                "CORS_ALLOWED_ORIGINS names '%s', which cannot be used: %s.".formatted(origin, why),
                "List the origins one by one, such as https://app.example.org,http://localhost:5173, or leave it out.");
    }
}
