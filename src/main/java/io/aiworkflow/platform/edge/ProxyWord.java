package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.edge.WebProperties.ProxyHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * What the headers of a request say about where it came from.
 *
 * @param chain the addresses that proxies have noted, the nearest last; empty where something else stands
 * @param scheme of the caller's request, as the nearest proxy tells it: {@code http}, {@code https} or empty
 */
record ProxyWord(List<Optional<ClientAddress>> chain, String scheme) {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*+)\"|([^;,\\s]*+))");
    private static final Pattern WITH_PORT = Pattern.compile("\\[(.*)](?::\\d+)?|([^:]*):\\d+");

    /** Headers that are believed by something somewhere, and that callers could send. */
    private static final List<String> OTHERS = List.of(
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "x-original-url",
            "x-rewrite-url",
            "x-original-host");

    private static final String X_FORWARDED = "x-forwarded-";

    static ProxyWord read(MimeHeaders headers, ProxyHeaders kind) {
        return switch (kind) {
            case X_FORWARDED -> xForwarded(headers);
            case FORWARDED -> forwarded(headers);
        };
    }

    /** Nothing behind the edge shall believe what stands there. */
    static void drop(MimeHeaders headers) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            MessageBytes name = headers.getName(i);
            if (name.startsWithIgnoreCase(X_FORWARDED, 0) || OTHERS.stream().anyMatch(name::equalsIgnoreCase)) {
                headers.removeHeader(i);
            }
        }
    }

    private static ProxyWord xForwarded(MimeHeaders headers) {
        List<String> schemes = elements(headers, X_FORWARDED + "proto");
        return new ProxyWord(
                elements(headers, X_FORWARDED + "for").stream()
                        .map(ProxyWord::address)
                        .toList(),
                scheme(schemes.isEmpty() ? "" : schemes.get(schemes.size() - 1)));
    }

    private static ProxyWord forwarded(MimeHeaders headers) {
        List<Optional<ClientAddress>> chain = new ArrayList<>();
        String scheme = "";
        for (String element : elements(headers, "forwarded")) {
            chain.add(address(parameter(element, "for")));
            scheme = scheme(parameter(element, "proto"));
        }
        return new ProxyWord(chain, scheme);
    }

    private static List<String> elements(MimeHeaders headers, String name) {
        List<String> elements = new ArrayList<>();
        for (String line : Collections.list(headers.values(name))) {
            split(line, elements);
        }
        return elements;
    }

    /** At commas that are not quoted. */
    private static void split(String line, List<String> elements) {
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || !quoted && line.charAt(i) == ',') {
                elements.add(line.substring(from, i).strip());
                from = i + 1;
            } else if (line.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
    }

    private static String parameter(String element, String name) {
        Matcher parameter = PARAMETER.matcher(element);
        while (parameter.find()) {
            if (parameter.group(1).equalsIgnoreCase(name)) {
                return parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            }
        }
        return "";
    }

    private static Optional<ClientAddress> address(String text) {
        Matcher withPort = WITH_PORT.matcher(text);
        if (!withPort.matches()) {
            return ClientAddress.parse(text);
        }
        return ClientAddress.parse(withPort.group(1) == null ? withPort.group(2) : withPort.group(1));
    }

    private static String scheme(String text) {
        String scheme = text.toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? scheme : "";
    }
}
