package io.aiworkflow.connections;

import io.aiworkflow.connections.ValueTemplate.Part;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * The path of a request as an author writes it, such as <code>/orders/${body[id]}</code>. Each value stays within its
 * part of the path, whatever it holds.
 */
public final class PathTemplate {
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$'()*+,;=:@-]+");

    private final List<ValueTemplate> segments;

    private PathTemplate(List<ValueTemplate> segments) {
        this.segments = segments;
    }

    /**
     * Reads a path with or without a leading slash.
     *
     * @throws IllegalArgumentException saying which rule the path breaks
     */
    public static PathTemplate parse(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        List<ValueTemplate> segments = new ArrayList<>();
        for (List<Part> parts : split(ValueTemplate.parse(relative))) {
            segments.add(new ValueTemplate(parts));
        }
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            check(segments.get(i).parts(), last);
        }
        return new PathTemplate(segments);
    }

    private static List<List<Part>> split(ValueTemplate path) {
        List<List<Part>> segments = new ArrayList<>();
        segments.add(new ArrayList<>());
        for (Part part : path.parts()) {
            String[] pieces =
                    part.expression() ? new String[] {part.text()} : part.text().split("/", -1);
            for (int i = 0; i < pieces.length; i++) {
                if (i > 0) {
                    segments.add(new ArrayList<>());
                }
                if (!pieces[i].isEmpty()) {
                    segments.get(segments.size() - 1).add(new Part(pieces[i], part.expression()));
                }
            }
        }
        return segments;
    }

    private static void check(List<Part> segment, boolean last) {
        require(!segment.isEmpty() || last, "a path has no empty part ('//')");
        for (Part part : segment) {
            require(
                    part.expression() || LITERAL.matcher(part.text()).matches(),
                    "a path is made of letters, digits and -._~!$'()*+,;=:@ ; options go under 'parameters'");
        }
        boolean plain = segment.size() == 1 && !segment.get(0).expression();
        require(!plain || !isUpwards(segment.get(0).text()), "a path has no part '.' or '..'");
    }

    /**
     * The path with its values, encoded.
     *
     * @return empty, or with a leading slash
     * @throws IllegalArgumentException when a value would lead elsewhere
     */
    String fill(Exchange exchange) {
        StringBuilder path = new StringBuilder();
        for (ValueTemplate segment : segments) {
            if (segment.parts().isEmpty()) {
                return segments.size() == 1 ? "" : path.append('/').toString();
            }
            String part = segment.fill(exchange, value -> encode(harmless(value)));
            require(part != null && !part.isEmpty(), "a part of the path has no value");
            require(!isUpwards(part), "a part of the path is '.' or '..'");
            path.append('/').append(part);
        }
        return path.toString();
    }

    /** Servers that decode a path before they walk along it would see these. */
    private static String harmless(String value) {
        for (String piece : value.split("[/\\\\]", -1)) {
            require(!isUpwards(piece), "a value in the path holds '.' or '..'");
        }
        require(value.chars().noneMatch(Character::isISOControl), "a value in the path holds a control character");
        return value;
    }

    private static boolean isUpwards(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /** Everything but unreserved characters as percent signs and digits, for paths and queries alike. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
