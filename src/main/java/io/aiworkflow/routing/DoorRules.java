package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Where an author's own REST doors are: {@code /intake/FILE} and below. So no door can take a path of the engine or of
 * another file, and one rule of the engine's security covers them all.
 */
final class DoorRules {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\\{[A-Za-z][A-Za-z0-9_-]*}");
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete", "head");
    private static final Set<String> REST_OPTIONS = Set.of("id", "path", "description", "consumes", "produces");
    private static final Set<String> VERB_OPTIONS =
            Set.of("id", "path", "description", "consumes", "produces", "param", "responseMessage", "deprecated", "to");
    private static final String ANY = "any";

    private final RouteFile file;
    private final Set<String> doors = new HashSet<>();

    DoorRules(RouteFile file) {
        this.file = file;
    }

    /** A route that starts from {@code platform-http:}. */
    void checkRoute(Node uri, EndpointUse use) throws RouteFileRefused {
        String path = "/" + use.path();
        checkPath(uri, path);
        String methods = use.option("httpMethodRestrict").orElse(ANY);
        for (String method : methods.split(",")) {
            add(uri, method.strip(), path);
        }
    }

    void checkRest(Node rest) throws RouteFileRefused {
        String base = YamlNodes.textAt(rest, "path").orElse("");
        for (NodeTuple entry : YamlNodes.entries(rest)) {
            String key = YamlNodes.key(entry);
            if (!VERBS.contains(key)) {
                requireOption(REST_OPTIONS, entry, "rest");
            }
        }
        checkPath(rest, base);
        for (NodeTuple entry : YamlNodes.entries(rest)) {
            if (VERBS.contains(YamlNodes.key(entry))) {
                for (Node verb : YamlNodes.items(entry.getValueNode())) {
                    checkVerb(YamlNodes.key(entry), base, verb);
                }
            }
        }
    }

    private void checkVerb(String method, String base, Node verb) throws RouteFileRefused {
        for (NodeTuple option : YamlNodes.entries(verb)) {
            requireOption(VERB_OPTIONS, option, method);
        }
        Node node = YamlNodes.get(verb, "path").orElse(verb);
        String below = YamlNodes.textAt(verb, "path").orElse("");
        String path = base.replaceFirst("/$", "") + (below.isEmpty() || below.startsWith("/") ? "" : "/") + below;
        checkPath(node, path);
        add(node, method, path);
    }

    private static void requireOption(Set<String> allowed, NodeTuple option, String what) throws RouteFileRefused {
        String name = YamlNodes.key(option);
        if (!allowed.contains(name)) {
            throw new RouteFileRefused(
                    Rule.REST_OPTION,
                    YamlNodes.line(option.getKeyNode()),
                    "'%s' may not be set in '%s'%s".formatted(name, what, Spelling.hint(name, allowed)));
        }
    }

    private void checkPath(Node node, String path) throws RouteFileRefused {
        String own = AuthorPolicy.DOOR_PREFIX + file.name();
        if (!path.equals(own) && !path.startsWith(own + "/")) {
            throw refused(
                    node,
                    "the path '%s' belongs to the engine or to another file; the doors of this file begin with %s"
                            .formatted(YamlNodes.shorten(path), own));
        }
        List<String> segments = List.of(path.substring(1).replaceFirst("/$", "").split("/", -1));
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw refused(
                        node, "the path '%s' is made of plain parts and {names}".formatted(YamlNodes.shorten(path)));
            }
        }
    }

    /** Camel takes two doors with one path, and which of them is opened nobody says. */
    private void add(Node node, String method, String path) throws RouteFileRefused {
        String place = path.replaceFirst("/$", "").replaceAll("\\{[^}]*}", "{}");
        String verb = method.toLowerCase(Locale.ROOT);
        Stream<String> others = doors.stream().filter(door -> door.endsWith(" " + place));
        boolean taken = verb.equals(ANY)
                ? others.findAny().isPresent()
                : doors.contains(verb + " " + place) || doors.contains(ANY + " " + place);
        if (taken) {
            throw refused(node, "there are two doors '%s'".formatted(YamlNodes.shorten(path)));
        }
        doors.add(verb + " " + place);
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(Rule.DOOR_PATH, YamlNodes.line(node), reason);
    }
}
