package io.aiworkflow.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The written lists of the metrics that dashboards and rules may use. */
record MetricCatalogue(List<Metric> metrics) {
    private static final Path LISTS = Path.of("monitoring/prometheus/metrics");

    /** @param kind gauge, counter, timer or histogram */
    record Metric(String name, String kind, Set<String> labels) {
        /** The names that queries use, each with its labels. */
        Map<String, Set<String>> series() {
            Map<String, Set<String>> series = new TreeMap<>();
            switch (kind) {
                case "gauge", "counter" -> series.put(name, labels);
                case "timer" -> List.of("_count", "_sum", "_max").forEach(end -> series.put(name + end, labels));
                case "histogram" -> {
                    List.of("_count", "_sum").forEach(end -> series.put(name + end, labels));
                    Set<String> ofBuckets = new TreeSet<>(labels);
                    ofBuckets.add("le");
                    series.put(name + "_bucket", ofBuckets);
                }
                default -> throw new IllegalStateException(name + " is of an unknown kind: " + kind);
            }
            return series;
        }
    }

    static MetricCatalogue ofEngine() {
        return read("engine.txt");
    }

    static MetricCatalogue ofOthers() {
        return read("exporters.txt");
    }

    /** The names that queries use, each with its labels. */
    Map<String, Set<String>> series() {
        Map<String, Set<String>> all = new TreeMap<>();
        metrics.forEach(metric -> all.putAll(metric.series()));
        return all;
    }

    private static MetricCatalogue read(String file) {
        try (Stream<String> lines = Files.lines(LISTS.resolve(file))) {
            return new MetricCatalogue(lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(words -> new Metric(
                            words[0],
                            words[1],
                            new TreeSet<>(Arrays.asList(words).subList(2, words.length))))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
