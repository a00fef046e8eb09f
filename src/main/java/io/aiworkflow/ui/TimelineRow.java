package io.aiworkflow.ui;

import io.aiworkflow.trace.RunTimeline.Call;
import io.aiworkflow.trace.RunTimeline.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a run's timeline as a line of a page.
 *
 * @param from where its bar begins, in thousandths of the whole time
 * @param wide how wide its bar is, in the same unit; at least 4, so that it can be seen
 */
record TimelineRow(
        String kind,
        String name,
        String occurrence,
        String state,
        Instant at,
        String took,
        String attempt,
        String models,
        String problem,
        String input,
        String output,
        long from,
        long wide) {
    private static final int WHOLE = 1000;
    private static final int NARROWEST = 4;

    static List<TimelineRow> of(List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        Instant begin = entries.get(0).at();
        Instant end = entries.stream()
                .map(entry -> entry.until() == null || entry.durationMs() == null ? entry.at() : entry.until())
                .max(Instant::compareTo)
                .orElse(begin);
        long whole = Math.max(1, Duration.between(begin, end).toMillis());
        return entries.stream().map(entry -> row(entry, begin, whole)).toList();
    }

    private static TimelineRow row(Entry entry, Instant begin, long whole) {
        long took = entry.durationMs() == null ? 0 : Math.max(0, entry.durationMs());
        long from =
                Math.min(WHOLE - NARROWEST, Duration.between(begin, entry.at()).toMillis() * WHOLE / whole);
        return new TimelineRow(
                entry.kind(),
                text(entry.name()),
                text(entry.occurrence()),
                text(entry.state()),
                entry.at().truncatedTo(ChronoUnit.MILLIS),
                entry.durationMs() == null ? "" : took + " ms",
                attempt(entry),
                models(entry.modelCalls()),
                problem(entry),
                entry.input(),
                entry.output(),
                from,
                Math.max(NARROWEST, Math.min(WHOLE - from, took * WHOLE / whole)));
    }

    private static String attempt(Entry entry) {
        if (entry.attempt() == null) {
            return "";
        }
        String attempt = entry.worker() == null ? "" + entry.attempt() : entry.attempt() + " on " + entry.worker();
        return entry.failures() == null ? attempt : "%s, failed %d times".formatted(attempt, entry.failures());
    }

    private static String models(List<Call> calls) {
        return calls == null
                ? ""
                : calls.stream()
                        .map(call -> "%s: %d + %d tokens, waited %d ms, took %d ms"
                                .formatted(
                                        call.model(),
                                        call.promptTokens(),
                                        call.answerTokens(),
                                        call.waitedMs(),
                                        call.tookMs()))
                        .collect(Collectors.joining("; "));
    }

    private static String problem(Entry entry) {
        if (entry.error() != null) {
            return entry.error().code() + ": " + entry.error().message();
        }
        return entry.by() == null ? "" : "by " + entry.by();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
