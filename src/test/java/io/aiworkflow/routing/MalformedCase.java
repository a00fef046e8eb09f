package io.aiworkflow.routing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One file that must be refused, with the line and a phrase of the report. */
record MalformedCase(String path, String text, int line, String phrase) {
    private static final String WORKFLOW = "workflows/case.camel.yaml";
    private static final String KAMELET = "kamelets/case-action.kamelet.yaml";

    static List<MalformedCase> all() throws IOException {
        try (InputStream in = MalformedCase.class.getResourceAsStream("/malformed-routes/cases.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<MalformedCase> cases = new ArrayList<>();
            String[] parts = all.split("(?m)^==== ");
            for (int i = 1; i < parts.length; i++) {
                cases.add(of(parts[i]));
            }
            return cases;
        }
    }

    private static MalformedCase of(String part) {
        int end = part.indexOf('\n');
        String[] head = part.substring(0, end).split(" = ", 2);
        String body = part.substring(end + 1);
        String text = framed(head[0], body);
        if (head.length == 2) {
            return new MalformedCase(head[0], text, 1, head[1]);
        }
        if (head[0].startsWith("from ")) {
            boolean whole = head[0].contains("timer");
            return new MalformedCase(
                    WORKFLOW, text, whole ? 1 : 5, body.substring(2).strip());
        }
        String before = text.substring(0, text.indexOf("#!"));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        String phrase =
                text.substring(before.length() + 2).strip().lines().findFirst().orElseThrow();
        String path = head[0].equals("steps") ? WORKFLOW : head[0].matches("kamelet|template") ? KAMELET : head[0];
        return new MalformedCase(path, text, line, phrase);
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
        } else if (head.startsWith("from ")) {
            return route.formatted(head.substring(5)) + "        - log: x\n";
        } else if (head.equals("kamelet")) {
            return kamelet + body.indent(-2) + "  template: {from: {uri: \"kamelet:source\", steps: []}}\n";
        }
        return head.equals("template") ? kamelet + "  template:\n" + body.indent(-2) : body;
    }

    @Override
    public String toString() {
        return path + ":" + line + " " + phrase;
    }
}
