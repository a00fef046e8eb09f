package io.aiworkflow.connections;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * One kind of request to a connection. Nothing of the message but its body is sent, unless the route names it; nothing of
 * the answer but its body comes back.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "http-connection",
        title = "HTTP connection",
        syntax = "http-connection:name",
        category = {Category.HTTP},
        producerOnly = true,
        headersClass = Void.class)
public final class HttpConnectionEndpoint extends DefaultEndpoint {
    /** The methods that a route may use. */
    public static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private static final Set<String> FORMATS = Set.of("json", "text");
    private static final Pattern QUERY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    @UriPath(description = "The connection's name, and behind a slash a path that is always the same")
    @Metadata(required = true)
    private final String name;

    @UriParam(defaultValue = "GET", description = "GET, POST, PUT, PATCH or DELETE")
    private String method = "GET";

    @UriParam(description = "The path behind the connection's url; may hold expressions")
    private String path = "";

    @UriParam(defaultValue = "json", description = "json, or text to send and take texts as they are")
    private String format = "json";

    private final Map<String, ValueTemplate> query = new TreeMap<>();
    private final Map<String, ValueTemplate> headers = new TreeMap<>();
    private PathTemplate pathTemplate;

    HttpConnectionEndpoint(String uri, HttpConnectionComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    void addQuery(Map<String, String> texts) {
        texts.forEach((key, text) -> {
            require(QUERY.matcher(key).matches(), "'query.%s' is not a name for a parameter".formatted(key));
            query.put(key, ValueTemplate.parse(text));
        });
    }

    void addHeaders(Map<String, String> texts) {
        texts.forEach((key, text) -> {
            require(RequestHeaders.isFree(key), "the header '%s' may not be set".formatted(key));
            headers.put(key, ValueTemplate.parse(text));
        });
    }

    /** @param twice whether there is a path in the address and under {@code parameters} */
    void validate(boolean twice) {
        require(!twice, "the path stands in the address or under 'parameters', not in both");
        require(METHODS.contains(method), "'method' is one of GET, POST, PUT, PATCH, DELETE");
        require(FORMATS.contains(format), "'format' is json or text");
        pathTemplate = PathTemplate.parse(path);
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("http-connection:%s: %s".formatted(name, rule));
        }
    }

    /** @throws IllegalArgumentException when a value does not fit its place */
    String path(Exchange exchange) {
        return pathTemplate.fill(exchange);
    }

    /** What stands behind the question mark; parameters without a value are left out. */
    String query(Exchange exchange) {
        StringBuilder text = new StringBuilder();
        query.forEach((key, template) -> {
            String value = template.fill(exchange, any -> any);
            if (value != null) {
                text.append(text.isEmpty() ? "" : "&").append(key).append('=').append(PathTemplate.encode(value));
            }
        });
        return text.toString();
    }

    /** @throws IllegalArgumentException when a value holds what no header may hold */
    Map<String, String> headers(Exchange exchange) {
        Map<String, String> filled = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((key, template) -> {
            String value = template.fill(exchange, any -> any);
            if (value != null) {
                boolean plain = StandardCharsets.US_ASCII.newEncoder().canEncode(value)
                        && value.chars().noneMatch(Character::isISOControl);
                require(plain, "the value of the header '%s' must be plain ASCII in one line".formatted(key));
                filled.put(key, value);
            }
        });
        return filled;
    }

    boolean isText() {
        return format.equals("text");
    }

    HttpCaller caller() {
        return ((HttpConnectionComponent) getComponent()).caller(name);
    }

    @Override
    public Producer createProducer() {
        return new HttpConnectionProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("no route starts at http-connection:" + name);
    }

    public String getName() {
        return name;
    }

    public String getMethod() {
        return method;
    }

    public void setMethod(String method) {
        this.method = method;
    }

    public String getPath() {
        return path;
    }

    public void setPath(String path) {
        this.path = path;
    }

    public String getFormat() {
        return format;
    }

    public void setFormat(String format) {
        this.format = format;
    }
}
