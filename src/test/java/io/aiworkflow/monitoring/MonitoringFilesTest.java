package io.aiworkflow.monitoring;

import static io.aiworkflow.monitoring.MonitoringFiles.DASHBOARDS;
import static io.aiworkflow.monitoring.MonitoringFiles.FOLDER;
import static io.aiworkflow.monitoring.MonitoringFiles.alerts;
import static io.aiworkflow.monitoring.MonitoringFiles.dashboards;
import static io.aiworkflow.monitoring.MonitoringFiles.maps;
import static io.aiworkflow.monitoring.MonitoringFiles.text;
import static io.aiworkflow.monitoring.MonitoringFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.monitoring.MonitoringFiles.Query;
import io.aiworkflow.monitoring.MonitoringFiles.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules, dashboards and what is written about them fit each other and the metrics that there are. */
class MonitoringFilesTest {
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?!__)([a-z]+)");
    /** Dashboard and panels of a row of the documentation that tells which dashboard answers which question. */
    private static final Pattern QUESTION = Pattern.compile("(?m)^\\| [^|]+\\? \\| ([a-z]+) \\| (.*) \\|$");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern ALARM = Pattern.compile("\\{alertname=\"(\\w+)\", severity=\"(\\w+)\"}");

    @Test
    void everyQueryUsesMetricsAndLabelsThatThereAre() {
        Map<String, Set<String>> known = known();
        List<String> unknown = new ArrayList<>();
        for (Query query : MonitoringFiles.queries()) {
            Set<String> labels = new HashSet<>(OF_PROMETHEUS);
            query.parsed().metrics().forEach((metric, chosenBy) -> {
                Set<String> ofMetric = new TreeSet<>(known.getOrDefault(metric, Set.of()));
                ofMetric.addAll(OF_PROMETHEUS);
                labels.addAll(ofMetric);
                if (!known.containsKey(metric)) {
                    unknown.add(query.where() + " uses " + metric);
                } else if (!ofMetric.containsAll(chosenBy)) {
                    unknown.add(query.where() + " chooses " + metric + " by " + chosenBy);
                }
            });
            if (!labels.containsAll(query.parsed().grouping())) {
                unknown.add(query.where() + " groups by " + query.parsed().grouping());
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(MonitoringFiles.queries()).hasSizeGreaterThan(150);
    }

    @Test
    void everyListedMetricIsUsed() {
        Set<String> used = MonitoringFiles.queries().stream()
                .flatMap(query -> query.parsed().metrics().keySet().stream())
                .collect(Collectors.toSet());
        List<String> unused = new ArrayList<>();
        for (MetricCatalogue catalogue : List.of(MetricCatalogue.ofEngine(), MetricCatalogue.ofOthers())) {
            catalogue.metrics().stream()
                    .filter(metric -> metric.series().keySet().stream().noneMatch(used::contains))
                    .forEach(metric -> unused.add(metric.name()));
        }

        assertThat(unused).isEmpty();
    }

    @Test
    void dashboardsHaveNamesOfTheirOwnAndAllThatTheyReferTo() {
        Map<String, JsonNode> dashboards = dashboards();

        assertThat(dashboards)
                .containsKeys("ai-workflow-dashboard.json", "runs.json", "models.json", "index.json")
                .containsKey("infrastructure.json");
        assertThat(dashboards.values().stream()
                        .map(dashboard -> dashboard.path("uid").asText()))
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("aiworkflow-[a-z]+"));
        assertThat(dashboards.values().stream()
                        .map(dashboard -> dashboard.path("title").asText()))
                .doesNotHaveDuplicates();
        dashboards.forEach((file, dashboard) -> {
            Set<String> declared = new TreeSet<>();
            dashboard
                    .path("templating")
                    .path("list")
                    .forEach(each -> declared.add(each.path("name").asText()));
            Set<String> used = new TreeSet<>();
            VARIABLE.matcher(dashboard.path("panels").toString()).results().forEach(each -> used.add(each.group(1)));
            assertThat(used).as("variables of %s", file).isEqualTo(declared);
            dashboard
                    .findValues("datasource")
                    .forEach(source -> assertThat(source.path("uid").asText())
                            .as("data source in %s", file)
                            .isIn("prometheus", "-- Grafana --"));
        });
    }

    @Test
    void thePanelsThatTheDocumentationNamesAreInTheirDashboards() {
        Map<String, Set<String>> panels = new TreeMap<>();
        dashboards().values().forEach(dashboard -> {
            Set<String> titles = new TreeSet<>();
            dashboard
                    .path("panels")
                    .forEach(panel -> titles.add(panel.path("title").asText()));
            panels.put(dashboard.path("uid").asText().replace("aiworkflow-", ""), titles);
        });
        String chapter = text(Path.of("docs/operations.md")).replaceAll("(?s).*\n## Dashboards\n(.*?)\n## .*", "$1");
        Set<String> told = new TreeSet<>();
        QUESTION.matcher(chapter).results().forEach(row -> {
            told.add(row.group(1));
            List<String> named = QUOTED.matcher(row.group(2))
                    .results()
                    .map(quoted -> quoted.group(1))
                    .toList();
            assertThat(named).isNotEmpty();
            assertThat(panels.get(row.group(1))).as(row.group(1)).containsAll(named);
        });
        assertThat(told).isEqualTo(panels.keySet());
    }

    @Test
    void panelsSayWhatTheyShowAndDoNotCoverEachOther() {
        dashboards().forEach((file, dashboard) -> {
            Set<Integer> ids = new HashSet<>();
            Map<String, String> taken = new TreeMap<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String name = file + ": " + panel.path("title").asText();
                JsonNode at = panel.path("gridPos");
                assertThat(panel.path("title").asText()).as(name).isNotBlank();
                assertThat(ids.add(panel.path("id").asInt()))
                        .as("id of %s", name)
                        .isTrue();
                assertThat(at.path("x").asInt() + at.path("w").asInt()).as(name).isBetween(1, 24);
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    for (int y = at.path("y").asInt();
                            y < at.path("y").asInt() + at.path("h").asInt();
                            y++) {
                        assertThat(taken.put(x + "," + y, name))
                                .as("place of %s", name)
                                .isNull();
                    }
                }
                if (!panel.path("type").asText().equals("row")) {
                    assertThat(panel.path("targets").size()).as(name).isPositive();
                    assertThat(panel.path("fieldConfig")
                                    .path("defaults")
                                    .path("unit")
                                    .asText())
                            .as("unit of %s", name)
                            .isNotBlank();
                }
            }
        });
    }

    @Test
    void everyAlertSaysHowBadItIsWhatItIsAndWhatToDo() {
        assertThat(alerts()).hasSizeGreaterThan(40).allSatisfy(alert -> {
            assertThat(alert.severity()).as(alert.name()).isIn("critical", "warning", "none");
            assertThat(alert.annotation("summary"))
                    .as(alert.name())
                    .isNotBlank()
                    .doesNotEndWith(".");
            assertThat(alert.annotation("description")).as(alert.name()).endsWith(".");
            assertThat(alert.annotation("runbook_url"))
                    .isEqualTo("docs/operations.md#" + alert.name().toLowerCase(Locale.ROOT));
        });
        assertThat(alerts().stream().map(alert -> alert.name() + " " + alert.severity()))
                .doesNotHaveDuplicates();
    }

    @Test
    void theRunbookHasASectionForEachAlertAndNoOther() {
        String operations = text(Path.of("docs/operations.md"));
        String chapter = Pattern.compile("(?ms)^## Alerts$(.*?)(?=^## |\\z)")
                .matcher(operations)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.joining());
        List<String> sections = Pattern.compile("(?m)^### (.*)$")
                .matcher(chapter)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(sections).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void theReadmeListsEachAlertAndNoOther() {
        List<String> listed = Pattern.compile("(?m)^\\| \\[(\\w+)]\\(\\.\\./docs/operations\\.md#(\\w+)\\)")
                .matcher(text(FOLDER.resolve("README.md")))
                .results()
                .peek(line -> assertThat(line.group(2)).isEqualTo(line.group(1).toLowerCase(Locale.ROOT)))
                .map(line -> line.group(1))
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void everyAlertIsTestedToFireAndToBeSilent() {
        Map<String, Set<Boolean>> seen = new TreeMap<>();
        for (Path file : MonitoringFiles.files(MonitoringFiles.RULE_TESTS, ".yml")) {
            Set<String> ofFile = alerts().stream()
                    .filter(alert ->
                            text(file).contains("../rules/" + alert.file().getFileName()))
                    .map(MonitoringFilesTest::key)
                    .collect(Collectors.toSet());
            for (Map<String, Object> test : maps(yaml(file), "tests")) {
                for (Map<String, Object> expected : maps(test, "promql_expr_test")) {
                    Set<String> firing = ALARM.matcher(
                                    expected.get("exp_samples").toString())
                            .results()
                            .map(found -> found.group(1) + " " + found.group(2))
                            .collect(Collectors.toSet());
                    ofFile.forEach(alert ->
                            seen.computeIfAbsent(alert, name -> new HashSet<>()).add(firing.contains(alert)));
                }
            }
        }

        assertThat(alerts())
                .filteredOn(alert -> !alert.name().equals("Watchdog"))
                .allSatisfy(alert ->
                        assertThat(seen.get(key(alert))).as(key(alert)).containsExactlyInAnyOrder(true, false));
        assertThat(seen.get("Watchdog none")).containsExactly(true);
    }

    @Test
    void grafanaIsLedToTheDashboardsAndToPrometheus() {
        Map<String, Object> source = maps(
                        yaml(FOLDER.resolve("grafana/provisioning/datasources/prometheus.yml")), "datasources")
                .get(0);
        Map<String, Object> provider = maps(
                        yaml(FOLDER.resolve("grafana/provisioning/dashboards/provider.yml")), "providers")
                .get(0);

        assertThat(source).containsEntry("uid", "prometheus").containsEntry("url", "http://prometheus:9090");
        assertThat(text(Path.of("docker-compose.monitoring.yml")))
                .contains("./" + DASHBOARDS + ":" + ((Map<?, ?>) provider.get("options")).get("path") + ":ro");
    }

    private static String key(Rule alert) {
        return alert.name() + " " + alert.severity();
    }

    private static Set<String> names() {
        return alerts().stream().map(Rule::name).collect(Collectors.toSet());
    }

    /** What exporters and the engine show, and what the rules record of it. */
    private static Map<String, Set<String>> known() {
        Map<String, Set<String>> known =
                new TreeMap<>(MetricCatalogue.ofEngine().series());
        known.putAll(MetricCatalogue.ofOthers().series());
        MonitoringFiles.rules().stream()
                .filter(rule -> !rule.isAlert())
                .forEach(rule ->
                        known.put(rule.name(), PromQuery.of(rule.expression()).grouping()));
        return known;
    }
}
