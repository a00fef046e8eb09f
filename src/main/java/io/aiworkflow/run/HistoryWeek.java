package io.aiworkflow.run;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One week (UTC, Monday to Sunday) of the history, which is one partition. Run ids begin with their time, so a week is a
 * range of ids.
 */
record HistoryWeek(LocalDate monday) {
    private static final Pattern SUFFIX = Pattern.compile(".*_(\\d{4})w(\\d{2})");

    static HistoryWeek of(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        return new HistoryWeek(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
    }

    /** The week of a partition, empty when it is none, as the one for the rest. */
    static Optional<HistoryWeek> ofPartition(String table) {
        Matcher matcher = SUFFIX.matcher(table);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        LocalDate inFirstWeek = LocalDate.of(Integer.parseInt(matcher.group(1)), 1, 4);
        return Optional.of(new HistoryWeek(inFirstWeek
                .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, Integer.parseInt(matcher.group(2)))
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))));
    }

    HistoryWeek next() {
        return new HistoryWeek(monday.plusWeeks(1));
    }

    /** The first id of the week. */
    UUID from() {
        return new UUID(monday.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli() << 16, 0);
    }

    /** The first id after the week. */
    UUID to() {
        return next().from();
    }

    /** The name of the partition of this table, for example {@code run_history_2026w48}. */
    String partitionOf(String table) {
        return "%s_%dw%02d"
                .formatted(table, monday.get(IsoFields.WEEK_BASED_YEAR), monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
