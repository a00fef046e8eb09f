package io.aiworkflow.intake;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request of which only the headers and query parameters that the engine knows are left, with its body read. */
class AllowedRequest extends HttpServletRequestWrapper {
    private static final Set<String> HEADERS = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "authorization",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "host",
            "idempotency-key",
            "if-modified-since",
            "if-none-match",
            "last-event-id",
            "origin",
            "prefer",
            "range",
            "referer",
            "user-agent");
    private static final Set<String> API_PARAMETERS = Set.of("code", "cursor", "limit", "state", "step", "workflow");

    /** What authors' own REST doors may be sent; Camel's steering headers begin with "camel" in any case. */
    private static final Pattern OTHER_PARAMETER = Pattern.compile("(?!camel|org\\.apache)[a-z][A-Za-z0-9_-]{0,63}");

    private final byte[] body;

    AllowedRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
    }

    private boolean isParameter(String name) {
        return getRequestURI().startsWith("/api/")
                ? API_PARAMETERS.contains(name)
                : OTHER_PARAMETER.matcher(name).matches();
    }

    private static boolean isHeader(String name) {
        return HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String getHeader(String name) {
        return isHeader(name) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHeader(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        return Collections.enumeration(
                names.stream().filter(AllowedRequest::isHeader).toList());
    }

    @Override
    public String getParameter(String name) {
        return isParameter(name) ? super.getParameter(name) : null;
    }

    @Override
    public String[] getParameterValues(String name) {
        return isParameter(name) ? super.getParameterValues(name) : null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return super.getParameterMap().entrySet().stream()
                .filter(parameter -> isParameter(parameter.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ReadBody(new ByteArrayInputStream(body));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    /** The body, which is in memory already and so is always ready. */
    private static final class ReadBody extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        ReadBody(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is read already");
        }
    }
}
