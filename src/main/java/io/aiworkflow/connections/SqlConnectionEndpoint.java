package io.aiworkflow.connections;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

/** One statement for a database. Its text is always the same; values are bound to it and never become part of it. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "sql-connection",
        title = "SQL connection",
        syntax = "sql-connection:name",
        category = {Category.DATABASE},
        producerOnly = true,
        headersClass = Void.class)
public final class SqlConnectionEndpoint extends DefaultEndpoint {
    /** What becomes the body. */
    public static final Set<String> RESULTS = Set.of("rows", "row", "value", "count");

    private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|--[^\\n]*|(?s:/\\*.*?\\*/)");
    private static final Pattern NAMED = Pattern.compile("(?<![:\\w]):([A-Za-z][A-Za-z0-9_]{0,62})");

    @UriPath(description = "The connection's name")
    @Metadata(required = true)
    private final String name;

    @UriParam(description = "The statement, in which :NAME stands for the option value.NAME")
    private String query = "";

    @UriParam(
            defaultValue = "rows",
            description = "rows, row (the first one or null), value (its first column), or count")
    private String result = "rows";

    private final Map<String, ValueTemplate> values = new TreeMap<>();

    SqlConnectionEndpoint(String uri, SqlConnectionComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /**
     * What is wrong with a statement and the names of its values, or null.
     *
     * @param given the names behind {@code value.}
     */
    public static String fault(String query, Set<String> given) {
        if (query.isBlank()) {
            return "'query' is missing";
        }
        if (query.contains("${") || query.contains("$simple{")) {
            return "a statement is not made of data: write :NAME in it, and value.NAME beside it";
        }
        Set<String> named = new TreeSet<>();
        NAMED.matcher(QUOTED.matcher(query).replaceAll("''")).results().forEach(found -> named.add(found.group(1)));
        for (String wanted : named) {
            if (!given.contains(wanted)) {
                return "the statement names :%1$s, but there is no value.%1$s".formatted(wanted);
            }
        }
        for (String unused : given) {
            if (!named.contains(unused)) {
                return "the statement does not name :%1$s, for which there is value.%1$s".formatted(unused);
            }
        }
        return null;
    }

    void validate(Map<String, String> texts) {
        String fault = fault(query, texts.keySet());
        if (fault == null && !RESULTS.contains(result)) {
            fault = "'result' is one of rows, row, value, count";
        }
        if (fault != null) {
            throw new IllegalArgumentException("sql-connection:%s: %s".formatted(name, fault));
        }
        texts.forEach((key, text) -> values.put(key, ValueTemplate.parse(text)));
    }

    /** @throws IllegalArgumentException when an expression gives what is no plain value */
    Map<String, Object> values(Exchange exchange) {
        Map<String, Object> filled = new TreeMap<>();
        values.forEach((key, template) -> filled.put(key, template.fill(exchange, any -> any)));
        return filled;
    }

    JdbcCaller caller() {
        return ((SqlConnectionComponent) getComponent()).caller(name);
    }

    @Override
    public Producer createProducer() {
        return new SqlConnectionProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("no route starts at sql-connection:" + name);
    }

    public String getName() {
        return name;
    }

    public String getQuery() {
        return query;
    }

    public void setQuery(String query) {
        this.query = query;
    }

    public String getResult() {
        return result;
    }

    public void setResult(String result) {
        this.result = result;
    }
}
