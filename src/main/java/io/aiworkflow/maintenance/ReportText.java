package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The figures of a report in words, in the order of the daily checklist. It decides nothing. */
final class ReportText {
    private static final long MEGABYTE = 1024 * 1024;

    private final ReportKind kind;
    private final Instant from;
    private final Instant until;
    private final JsonNode figures;
    private final List<String> failures;

    /** @param failures what could not be found out */
    ReportText(ReportKind kind, Instant from, Instant until, JsonNode figures, List<String> failures) {
        this.kind = kind;
        this.from = from;
        this.until = until;
        this.figures = figures;
        this.failures = failures;
    }

    /** One line. */
    String summary() {
        return "%s report: %s; %d dead letters, %d queued; services %s; schedules %s; maintenance %s; %d security events failed or refused"
                .formatted(
                        name(),
                        runs("runs"),
                        figures.at("/queue/deadLetters").asLong(),
                        figures.at("/queue/queued").asLong(),
                        allOr("services", each -> !each.path("ok").asBoolean(), "part", "all work"),
                        allOr("schedules", ReportText::isLost, "schedule", "all fired"),
                        allOr("maintenance", this::isTrouble, "job", "all done"),
                        figures.path("securityFailures").asLong());
    }

    String whole() {
        List<String> lines = new ArrayList<>();
        lines.add("%s report, %s to %s (UTC)".formatted(name(), minute(from), minute(until)));
        section(
                lines,
                "Services",
                "services",
                each -> "%s: %s%s"
                        .formatted(
                                each.path("part").asText(),
                                each.path("ok").asBoolean() ? "works" : "DOES NOT WORK",
                                detail(each.path("detail"))));
        lines.add("");
        lines.add("Runs");
        lines.add("  ended: %s (before: %s)".formatted(runs("runs"), runs("runsBefore")));
        JsonNode queue = figures.path("queue");
        lines.add("  now: %d queued, the oldest for %d s; %d running, %d waiting, %d dead letters; %d workers"
                .formatted(
                        queue.path("queued").asLong(),
                        queue.path("oldestSeconds").asLong(),
                        queue.path("running").asLong(),
                        queue.path("waiting").asLong(),
                        queue.path("deadLetters").asLong(),
                        queue.path("workers").asLong()));
        section(
                lines,
                "Errors",
                "failures",
                each -> "%d times %s in %s"
                        .formatted(
                                each.path("runs").asLong(),
                                each.path("cause").asText(),
                                each.path("workflow").asText()));
        section(
                lines,
                "Slowest workflows",
                "slowest",
                each -> "%s: 95 %% within %d ms, the longest %d ms, of %d runs"
                        .formatted(
                                each.path("workflow").asText(),
                                each.path("p95Ms").asLong(),
                                each.path("longestMs").asLong(),
                                each.path("runs").asLong()));
        section(
                lines,
                "Schedules",
                "schedules",
                each -> "%s: %d times %s%s"
                        .formatted(
                                each.path("schedule").asText(),
                                each.path("times").asLong(),
                                each.path("outcome").asText(),
                                detail(each.path("reason"))));
        section(
                lines,
                "Models",
                "tokens",
                each -> "%s: %d calls, %d prompt and %d answer tokens"
                        .formatted(
                                each.path("model").asText(),
                                each.path("calls").asLong(),
                                each.path("promptTokens").asLong(),
                                each.path("answerTokens").asLong()));
        resources(lines);
        section(
                lines,
                "Security events",
                "securityEvents",
                each -> "%d times %s, %s"
                        .formatted(
                                each.path("events").asLong(),
                                each.path("type").asText(),
                                each.path("outcome").asText()));
        section(lines, "Maintenance", "maintenance", ReportText::job);
        section(
                lines,
                "Planned within a day",
                "planned",
                each -> each.path("at").asText() + " " + each.path("job").asText());
        if (!failures.isEmpty()) {
            lines.add("");
            lines.add("Could not be found out");
            failures.forEach(failure -> lines.add("  " + failure));
        }
        return String.join("\n", lines) + "\n";
    }

    private void resources(List<String> lines) {
        JsonNode machine = figures.path("machine");
        JsonNode capacity = figures.path("capacity");
        lines.add("");
        lines.add("Resources");
        lines.add("  disk: %d MB free of %d MB; heap: %d of %d MB; load %.2f on %d processors"
                .formatted(
                        machine.path("diskFreeBytes").asLong() / MEGABYTE,
                        machine.path("diskBytes").asLong() / MEGABYTE,
                        machine.path("heapUsedBytes").asLong() / MEGABYTE,
                        machine.path("heapMostBytes").asLong() / MEGABYTE,
                        machine.path("load").asDouble(),
                        machine.path("processors").asInt()));
        lines.add("  database: %d MB; %d documents with %d chunks; %d runs in the history; %d accounts"
                .formatted(
                        capacity.path("databaseBytes").asLong() / MEGABYTE,
                        capacity.path("documents").asLong(),
                        capacity.path("chunks").asLong(),
                        capacity.path("runsInHistory").asLong(),
                        capacity.path("accounts").asLong()));
    }

    private static String job(JsonNode each) {
        return "%s: %s%s%s%s%s"
                .formatted(
                        each.path("job").asText(),
                        standing(each),
                        each.path("overdue").asBoolean() ? ", OVERDUE" : "",
                        each.path("paused").asBoolean() ? ", paused" : "",
                        each.path("fileState").isTextual()
                                ? ", FILE " + each.path("fileState").asText().toUpperCase(Locale.ROOT)
                                : "",
                        detail(each.path("error")));
    }

    /** A job that is not configured succeeds; that there is no backup is what has to be read here. */
    private static String standing(JsonNode job) {
        String outcome = job.path("outcome").isTextual() ? job.path("outcome").asText() : "not run yet";
        boolean done = job.path("lastDoneAt").isTextual();
        if (isBackup(job)) {
            String made = done
                    ? "last made " + minute(Instant.parse(job.path("lastDoneAt").asText()))
                    : "never made";
            return JobState.FAILED.equals(outcome) ? made + ", failed" : made;
        }
        return JobState.SUCCEEDED.equals(outcome) && !done ? "never done, as it is not configured" : outcome;
    }

    private boolean isTrouble(JsonNode job) {
        return job.path("overdue").asBoolean()
                || job.path("fileState").isTextual()
                || JobState.FAILED.equals(job.path("outcome").asText())
                || isBackup(job) && isOld(job.path("lastDoneAt"));
    }

    private boolean isOld(JsonNode made) {
        return !made.isTextual()
                || Instant.parse(made.asText()).plus(BackupJob.LONGEST_AGE).isBefore(until);
    }

    private static boolean isBackup(JsonNode job) {
        return BackupJob.NAME.equals(job.path("job").asText());
    }

    /** A run was not started, and nobody has meant that. */
    private static boolean isLost(JsonNode firing) {
        return List.of("missed", "refused").contains(firing.path("outcome").asText());
    }

    private static String detail(JsonNode told) {
        return told.isTextual() ? " – " + told.asText() : "";
    }

    private void section(List<String> lines, String title, String figure, Function<JsonNode, String> line) {
        lines.add("");
        lines.add(title);
        if (figures.path(figure).isEmpty()) {
            lines.add("  none");
        }
        figures.path(figure).forEach(each -> lines.add("  " + line.apply(each)));
    }

    private String runs(String figure) {
        String told = StreamSupport.stream(figures.path(figure).spliterator(), false)
                .map(each ->
                        each.path("runs").asLong() + " " + each.path("state").asText())
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? "no runs" : told;
    }

    private String allOr(String figure, Function<JsonNode, Boolean> isWrong, String name, String otherwise) {
        String wrong = StreamSupport.stream(figures.path(figure).spliterator(), false)
                .filter(isWrong::apply)
                .map(each -> each.path(name).asText())
                .distinct()
                .collect(Collectors.joining(", "));
        return wrong.isEmpty() ? otherwise : "in trouble: " + wrong;
    }

    private String name() {
        String wire = kind.wireName();
        return wire.substring(0, 1).toUpperCase(Locale.ROOT) + wire.substring(1);
    }

    private static Instant minute(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES);
    }
}
