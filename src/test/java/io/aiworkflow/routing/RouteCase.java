package io.aiworkflow.routing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of a list of cases: one that must be refused, with the rule, line and phrase of the report, or one that must
 * be accepted, without them.
 */
record RouteCase(String path, String text, String rule, int line, String phrase) {
    private static final String WORKFLOW = "workflows/case.camel.yaml";
    private static final String DOOR = "intake/case.camel.yaml";
    private static final String KAMELET = "kamelets/case-action.kamelet.yaml";

    /** @param list the name of a resource */
    static List<RouteCase> all(String list) throws IOException {
        try (InputStream in = RouteCase.class.getResourceAsStream(list)) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<RouteCase> cases = new ArrayList<>();
            String[] parts = all.split("(?m)^==== ");
            for (int i = 1; i < parts.length; i++) {
                cases.add(of(parts[i]));
            }
            return cases;
        }
    }

    RouteFileKind kind() {
        for (RouteFileKind kind : RouteFileKind.values()) {
            if (path.startsWith(kind.folder() + "/")) {
                return kind;
            }
        }
        throw new IllegalStateException(path);
    }

    private static RouteCase of(String part) {
        int end = part.indexOf('\n');
        String[] head = part.substring(0, end).split(" = ", 2);
        String body = part.substring(end + 1);
        String text = framed(head[0], body);
        String path = path(head[0]);
        if (head.length == 2) {
            return refused(path, text, 1, head[1]);
        }
        if (head[0].startsWith("from ")) {
            boolean whole = head[0].contains("timer");
            return refused(path, text, whole ? 1 : 5, body.substring(2).strip());
        }
        int mark = text.indexOf("#!");
        if (mark < 0) {
            return new RouteCase(path, text, "", 0, "");
        }
        int line =
                1 + (int) text.substring(0, mark).chars().filter(c -> c == '\n').count();
        String expected = text.substring(mark + 2).strip().lines().findFirst().orElseThrow();
        return refused(path, text, line, expected);
    }

    private static RouteCase refused(String path, String text, int line, String expected) {
        String[] parts = expected.split(": ", 2);
        return new RouteCase(path, text, parts[0], line, parts[1]);
    }

    private static String path(String head) {
        if (head.contains("/") && !head.startsWith("from ")) {
            return head;
        }
        return head.matches("kamelet|template") ? KAMELET : head.equals("door") ? DOOR : WORKFLOW;
    }

    private static String framed(String head, String body) {
        String route = "- route:\n    id: case\n    description: A case.\n    from:\n      uri: %s\n      steps:\n";
        String kamelet = """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: case-action}
                spec:
                  definition:
                    title: Case
                    description: A case.
                    type: object
                """;
        if (head.equals("steps")) {
            return route.formatted("workflow:case") + body;
        } else if (head.equals("door")) {
            return route.formatted("platform-http:/intake/case") + body;
        } else if (head.startsWith("from ")) {
            return route.formatted(head.substring(5)) + "        - log: x\n";
        } else if (head.equals("kamelet")) {
            return kamelet + body.indent(-2) + "  template: {from: {uri: \"kamelet:source\", steps: []}}\n";
        }
        return head.equals("template") ? kamelet + "  template:\n" + body.indent(-2) : body;
    }

    @Override
    public String toString() {
        return rule.isEmpty() ? text.strip() : "%s:%d [%s] %s".formatted(path, line, rule, phrase);
    }
}
