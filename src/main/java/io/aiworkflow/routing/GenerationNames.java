package io.aiworkflow.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives everything that a file names privately a name of its own per load, so that two generations of the file, and
 * two files with the same inner names, can be started side by side. No line moves.
 */
final class GenerationNames {
    private GenerationNames() {}

    /** The id of a route in Camel: the author's for a workflow's first load, marked with file and generation else. */
    static String routeId(RouteFile file, String authorsId, int generation) {
        String id = authorsId.equals(file.name()) ? authorsId : file.name() + "/" + authorsId;
        return generation == 1 ? id : id + "@" + generation;
    }

    /** The same name for all generations of a route. */
    static String authorsId(String routeId) {
        int mark = routeId.lastIndexOf('@');
        boolean marked = mark > 0
                && mark < routeId.length() - 1
                && routeId.substring(mark + 1).chars().allMatch(Character::isDigit);
        return marked ? routeId.substring(0, mark) : routeId;
    }

    /** The file's text with {@code direct:} and {@code kamelet:} endpoints that belong to this generation only. */
    static String rewrite(RouteFile file, int generation) throws RouteFileRefused {
        List<Edit> edits = new ArrayList<>();
        for (EndpointUse use : EndpointUse.in(file.root())) {
            String own = "%s_%d_%s".formatted(file.name(), generation, use.path());
            if (use.scheme().equals("direct")) {
                edits.add(edit(file, use, own));
            } else if (use.scheme().equals("kamelet")) {
                edits.add(edit(file, use, "%s/%s_%d".formatted(use.path(), own, edits.size())));
            }
        }
        StringBuilder text = new StringBuilder(file.text());
        edits.stream()
                .sorted(Comparator.comparingInt(Edit::from).reversed())
                .forEach(edit -> text.replace(edit.from(), edit.to(), edit.name()));
        return text.toString();
    }

    private static Edit edit(RouteFile file, EndpointUse use, String name) throws RouteFileRefused {
        String text = file.text();
        int start = text.offsetByCodePoints(
                0, use.node().getStartMark().orElseThrow().getIndex());
        int end =
                text.offsetByCodePoints(0, use.node().getEndMark().orElseThrow().getIndex());
        boolean bare = !use.node().getValue().startsWith(use.scheme() + ":");
        String needle = bare ? use.path() : use.scheme() + ":" + use.path();
        int at = text.substring(start, end).indexOf(needle);
        if (at < 0) {
            throw new RouteFileRefused(
                    Rule.ENDPOINT,
                    use.line(),
                    "write the endpoint plainly, as '%s:%s'".formatted(use.scheme(), use.path()));
        }
        int to = start + at + needle.length();
        return new Edit(to - use.path().length(), to, name);
    }

    private record Edit(int from, int to, String name) {}
}
