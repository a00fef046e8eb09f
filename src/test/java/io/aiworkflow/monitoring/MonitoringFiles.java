package io.aiworkflow.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What stands in the folder monitoring/. */
final class MonitoringFiles {
    static final Path FOLDER = Path.of("monitoring");
    static final Path RULES = FOLDER.resolve("prometheus/rules");
    static final Path RULE_TESTS = FOLDER.resolve("prometheus/tests");
    static final Path DASHBOARDS = FOLDER.resolve("grafana/dashboards");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Grafana's own: it makes them from other questions than queries. */
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    private MonitoringFiles() {}

    /** An alert or, with {@code record}, a recorded figure. */
    record Rule(Path file, Map<String, Object> content) {
        boolean isAlert() {
            return content.containsKey("alert");
        }

        String name() {
            return content.getOrDefault("alert", content.get("record")).toString();
        }

        String severity() {
            return map("labels").getOrDefault("severity", "").toString();
        }

        String annotation(String name) {
            return map("annotations").getOrDefault(name, "").toString();
        }

        String expression() {
            return content.get("expr").toString();
        }

        @SuppressWarnings("unchecked")
        private Map<String, Object> map(String key) {
            return (Map<String, Object>) content.getOrDefault(key, Map.of());
        }
    }

    /** @param where the file, with the name of the rule or the title of the panel */
    record Query(String where, String expression) {
        PromQuery parsed() {
            return PromQuery.of(expression);
        }
    }

    static List<Path> files(Path folder, String end) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> yaml(Path file) {
        return new Yaml().load(text(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (Path file : files(RULES, ".yml")) {
            for (Map<String, Object> group : maps(yaml(file), "groups")) {
                maps(group, "rules").forEach(rule -> rules.add(new Rule(file, rule)));
            }
        }
        return rules;
    }

    static List<Rule> alerts() {
        return rules().stream().filter(Rule::isAlert).toList();
    }

    static Map<String, JsonNode> dashboards() {
        Map<String, JsonNode> dashboards = new TreeMap<>();
        for (Path file : files(DASHBOARDS, ".json")) {
            try {
                dashboards.put(file.getFileName().toString(), JSON.readTree(file.toFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(file + " is no JSON", e);
            }
        }
        return dashboards;
    }

    /** Every query of a dashboard, with everything chosen in its variables and an hour shown. */
    static List<Query> queries(String file, JsonNode dashboard) {
        List<Query> queries = new ArrayList<>();
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> queries.add(
                                new Query(file + ": " + panel.path("title").asText(), filled(dashboard, target)))));
        dashboard.path("annotations").path("list").forEach(annotation -> {
            if (annotation.has("expr")) {
                queries.add(new Query(file + ": annotations", filled(dashboard, annotation)));
            }
        });
        dashboard.path("templating").path("list").forEach(variable -> {
            String values = variable.path("query").path("query").asText();
            queries.add(
                    new Query(file + ": variables", LABEL_VALUES.matcher(values).replaceAll("sum by ($2) ($1)")));
        });
        return queries;
    }

    /** The queries of all dashboards and rules. */
    static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        dashboards().forEach((file, dashboard) -> queries.addAll(queries(file, dashboard)));
        rules().forEach(rule ->
                queries.add(new Query(rule.file().getFileName() + ": " + rule.name(), rule.expression())));
        return queries;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.getOrDefault(key, List.of());
    }

    private static String filled(JsonNode dashboard, JsonNode target) {
        String expression =
                target.path("expr").asText().replace("$__rate_interval", "5m").replace("$__range", "1h");
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            expression = expression.replace("$" + variable.path("name").asText(), ".*");
        }
        return expression;
    }
}
