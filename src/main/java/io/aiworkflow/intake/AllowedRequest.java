package io.aiworkflow.intake;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request as a Camel route gets it, which makes headers of its message from all that it finds: only the headers and
 * query parameters that the endpoint declares are left, no cookies, and no parts of forms.
 */
class AllowedRequest extends HttpServletRequestWrapper {
    private final AllowedNames names;

    AllowedRequest(HttpServletRequest request, AllowedNames names) {
        super(request);
        this.names = names;
    }

    @Override
    public String getHeader(String name) {
        return names.isHeader(name) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return names.isHeader(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> sent = Collections.list(super.getHeaderNames());
        return Collections.enumeration(sent.stream().filter(names::isHeader).toList());
    }

    @Override
    public int getIntHeader(String name) {
        return names.isHeader(name) ? super.getIntHeader(name) : -1;
    }

    @Override
    public long getDateHeader(String name) {
        return names.isHeader(name) ? super.getDateHeader(name) : -1;
    }

    @Override
    public Cookie[] getCookies() {
        return null;
    }

    @Override
    public String getQueryString() {
        String query = super.getQueryString();
        if (query == null) {
            return null;
        }
        String allowed = Arrays.stream(query.split("&"))
                .filter(pair -> names.isParameter(nameOf(pair)))
                .collect(Collectors.joining("&"));
        return allowed.isEmpty() ? null : allowed;
    }

    @Override
    public String getParameter(String name) {
        return names.isParameter(name) ? super.getParameter(name) : null;
    }

    @Override
    public String[] getParameterValues(String name) {
        return names.isParameter(name) ? super.getParameterValues(name) : null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return super.getParameterMap().entrySet().stream()
                .filter(parameter -> names.isParameter(parameter.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public Collection<Part> getParts() {
        return List.of();
    }

    @Override
    public Part getPart(String name) {
        return null;
    }

    @Override
    public Map<String, String> getTrailerFields() {
        return Map.of();
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        try {
            return URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
