package io.aiworkflow.knowledge.parsing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Writes comma-separated values as a table, so that they are cut between lines. Tabs and semicolons separate as well. */
final class CsvTable {
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t');

    private CsvTable() {}

    /** The text itself when it is no such table. */
    static String markdown(String text) {
        CSVFormat format =
                CSVFormat.RFC4180.builder().setDelimiter(delimiter(text)).get();
        StringBuilder table = new StringBuilder();
        try (CSVParser rows = CSVParser.parse(new StringReader(text), format)) {
            for (CSVRecord row : rows) {
                table.append(row.stream().map(CsvTable::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
            }
        } catch (IOException | UncheckedIOException e) {
            return text;
        }
        return table.toString();
    }

    private static String cell(String value) {
        return value.replaceAll("\\s+", " ").strip().replace("|", "\\|");
    }

    /** The one that stands in the first line most often. */
    private static char delimiter(String text) {
        String first = text.lines().findFirst().orElse("");
        return DELIMITERS.stream()
                .max(Comparator.comparingLong(
                        delimiter -> first.chars().filter(c -> c == delimiter).count()))
                .orElseThrow();
    }
}
