package io.aiworkflow.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The suite's report as Markdown and JSON. It is written after each test, so that a suite that is stopped leaves one. */
final class ChaosReport {
    private final Scale scale;
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final List<Verdict> verdicts = new ArrayList<>();

    ChaosReport(Scale scale) {
        this.scale = scale;
    }

    void add(Verdict verdict) {
        verdicts.add(verdict);
    }

    long failed() {
        return verdicts.stream().filter(verdict -> !verdict.passed()).count();
    }

    String summary() {
        return "%d passed, %d failed".formatted(verdicts.size() - failed(), failed());
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("chaos-report.md"), markdown());
        Files.writeString(folder.resolve("chaos-report.json"), json());
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# Report of the crash suite\n\n");
        text.append(
                "%s, %s counts, seed %d, Java %s, %d processors. Reproduce: `scripts/chaos-test.sh%s --seed=%d`.\n\n"
                        .formatted(
                                begun,
                                scale,
                                scale.seed(),
                                Runtime.version(),
                                Runtime.getRuntime().availableProcessors(),
                                scale.full() ? " --full" : "",
                                scale.seed()));
        text.append("| test | at full counts | verdict | seconds |\n| --- | --- | --- | --- |\n");
        verdicts.forEach(verdict -> text.append("| %s | %s | %s | %d |\n"
                .formatted(
                        verdict.test(),
                        verdict.criterion(),
                        verdict.passed() ? "passed" : "**FAILED**",
                        verdict.took().toSeconds())));
        verdicts.forEach(verdict -> describe(verdict, text));
        return text.append("\n").append(summary()).append("\n").toString();
    }

    private static void describe(Verdict verdict, StringBuilder text) {
        text.append("\n## ").append(verdict.test()).append("\n\n| measured | |\n| --- | --- |\n");
        verdict.figures().forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
        if (!verdict.failures().isEmpty()) {
            text.append("\nFailed because of:\n\n");
            verdict.failures()
                    .forEach(reason -> text.append("- ").append(reason).append("\n"));
        }
    }

    private String json() throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("begun", begun.toString());
        report.put("counts", scale.toString());
        report.put("seed", scale.seed());
        report.put("java", Runtime.version().toString());
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("passed", verdicts.size() - failed());
        report.put("failed", failed());
        report.put("tests", verdicts.stream().map(ChaosReport::fields).toList());
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report) + "\n";
    }

    private static Map<String, Object> fields(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("test", verdict.test());
        fields.put("criterion", verdict.criterion());
        fields.put("passed", verdict.passed());
        fields.put("seconds", verdict.took().toSeconds());
        fields.put("figures", verdict.figures());
        fields.put("failures", verdict.failures());
        return fields;
    }
}
