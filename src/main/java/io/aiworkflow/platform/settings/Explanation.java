package io.aiworkflow.platform.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What an operator is shown of the settings, as text or as JSON. It holds no secrets any more. */
record Explanation(
        boolean production,
        List<ExplainedSetting> settings,
        List<Finding> findings,
        List<UnknownNames.UnknownName> unknown) {
    private static final int WIDEST_NAME = 64;
    private static final int WIDEST_VALUE = 50;

    String asText() {
        StringBuilder text = new StringBuilder();
        int names = width(settings.stream().map(Explanation::heading).toList(), WIDEST_NAME);
        int values = width(settings.stream().map(Explanation::value).toList(), WIDEST_VALUE);
        String line = "%-" + names + "s  %-" + values + "s  %s%n";
        text.append(line.formatted("SETTING", "VALUE", "SOURCE"));
        settings.forEach(setting -> text.append(line.formatted(heading(setting), value(setting), source(setting))));
        text.append("%nEach source comes before those behind it: command line, system properties, secret files,%n"
                .formatted());
        text.append("environment, config/application-PROFILE.yaml, config/application.yaml, defaults.%n".formatted());
        if (!unknown.isEmpty()) {
            text.append("%nNot known:%n".formatted());
            unknown.forEach(name -> text.append("  %s in %s%s%n".formatted(name.name(), name.where(), name.hint())));
        }
        if (!findings.isEmpty()) {
            text.append("%nTo be looked at:%n".formatted());
            findings.forEach(finding -> text.append("  %s%s %s%n"
                    .formatted(
                            finding.refuses(production) ? "The start is refused: " : "",
                            finding.problem(),
                            finding.action())));
        }
        return text.toString();
    }

    String asJson() {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = json.createObjectNode().put("production", production);
        ArrayNode all = root.putArray("settings");
        settings.forEach(setting -> all.addObject()
                .put("name", setting.name())
                .put("variable", setting.variable().orElse(null))
                .put("value", setting.value().orElse(null))
                .put("source", setting.place().source())
                .put("where", setting.place().where())
                .put("remark", setting.remark().orElse(null)));
        ArrayNode names = root.putArray("unknown");
        unknown.forEach(name -> names.addObject()
                .put("name", name.name())
                .put("where", name.where())
                .put("nearest", name.nearest().orElse(null)));
        ArrayNode notes = root.putArray("findings");
        findings.forEach(finding -> notes.addObject()
                .put("problem", finding.problem())
                .put("action", finding.action())
                .put("refusesStart", finding.refuses(production)));
        return root.toPrettyString() + System.lineSeparator();
    }

    private static int width(List<String> texts, int most) {
        return texts.stream()
                .mapToInt(String::length)
                .filter(length -> length <= most)
                .max()
                .orElse(most);
    }

    private static String heading(ExplainedSetting setting) {
        return setting.variable()
                .map(variable -> "%s (%s)".formatted(setting.name(), variable))
                .orElse(setting.name());
    }

    private static String value(ExplainedSetting setting) {
        return setting.value().map(Explanation::onOneLine).orElse("-");
    }

    private static String onOneLine(String value) {
        return value.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static String source(ExplainedSetting setting) {
        return setting.place().describe()
                + setting.remark().map(" (%s)"::formatted).orElse("");
    }
}
