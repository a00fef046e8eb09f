package io.aiworkflow.workflow;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * When something is planned: by a cron expression in a time zone, in even intervals, or once. It only calculates, from
 * whatever moment it is asked about, and never looks at a clock.
 */
public final class Timetable {
    /** Nothing is planned for a later time from now than this. */
    public static final Duration FARTHEST = Duration.ofDays(100 * 366);

    private static final int LONGEST_CRON = 200;
    private static final int DAY_OF_MONTH = 3;
    private static final int DAY_OF_WEEK = 5;
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_PERIOD = Duration.ofDays(366);
    private static final Pattern PERIOD = Pattern.compile("([1-9]\\d{0,8})([smhd])");
    private static final int GAPS = 100;
    private static final Duration LONGEST_GAP = Duration.ofHours(25);
    private static final int MOST_CHANGES = 200;

    /** How the times are told. */
    public enum Kind {
        CRON,
        EVERY,
        AT
    }

    private final Kind kind;
    private final String text;
    private final String zone;
    private final Instant anchor;
    private final CronExpression cron;
    /** The same in a zone whose clocks never change. */
    private final CronExpression floating;

    private final Duration period;

    private Timetable(Kind kind, String text, String zone, Instant anchor, CronExpression cron, Duration period) {
        this.kind = kind;
        this.text = text;
        this.zone = zone;
        this.anchor = anchor;
        this.cron = cron;
        this.floating = cron == null ? null : new CronExpression(cron);
        if (cron != null) {
            floating.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
        }
        this.period = period;
    }

    /**
     * @param expression as Quartz reads it: six fields that begin with the seconds, and a seventh for the year if wanted
     * @throws IllegalArgumentException saying what is wrong with the expression
     */
    public static Timetable cron(String expression, ZoneId zone) {
        String text = expression.strip().replaceAll("\\s+", " ");
        try {
            CronExpression cron = new CronExpression(forQuartz(text));
            // Of fixed offsets with a name, such as UTC+3, the JDK makes GMT.
            cron.setTimeZone(TimeZone.getTimeZone(zone.normalized()));
            return new Timetable(Kind.CRON, text, zone.getId(), null, cron, null);
        } catch (ParseException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("'%s' is not a cron expression: %s".formatted(text, e.getMessage()), e);
        }
    }

    /** @param anchor one of the planned times; the others lie whole periods before and after it */
    public static Timetable every(Duration period, Instant anchor) {
        if (period.compareTo(SHORTEST_PERIOD) < 0 || period.compareTo(LONGEST_PERIOD) > 0) {
            throw new IllegalArgumentException("an interval has one second at least and 366 days at most");
        }
        return new Timetable(Kind.EVERY, period.toString(), null, anchor, null, period);
    }

    public static Timetable at(Instant moment) {
        return new Timetable(Kind.AT, moment.toString(), null, moment, null, null);
    }

    /** What {@link #kind}, {@link #text}, {@link #zone} and {@link #anchor} told before. */
    public static Timetable of(Kind kind, String text, String zone, Instant anchor) {
        return switch (kind) {
            case CRON -> cron(text, zone(zone));
            case EVERY -> every(Duration.parse(text), anchor);
            case AT -> at(anchor);
        };
    }

    /** @throws IllegalArgumentException when there is no such time zone */
    public static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone; write UTC, or a name such as Europe/Berlin".formatted(name), e);
        }
    }

    /**
     * @param text a number of seconds, minutes, hours or days such as {@code 90s} or {@code 15m}, or as ISO 8601 has it
     * @throws IllegalArgumentException when it is neither
     */
    public static Duration period(String text) {
        Matcher simple = PERIOD.matcher(text);
        try {
            return simple.matches()
                    ? Duration.parse((simple.group(2).equals("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT))
                    : Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'%s' is not an interval; write it as 90s, 15m, 6h or 1d".formatted(text), e);
        }
    }

    /** The first planned time that is later than this, if there is any. */
    public Optional<Instant> after(Instant moment) {
        return switch (kind) {
            case CRON -> afterInZone(moment);
            case EVERY -> Optional.of(inSteps(moment));
            case AT -> Optional.of(anchor).filter(only -> only.isAfter(moment));
        };
    }

    /** The shortest time between two of the next planned ones, as far as that can be told from a hundred; empty for one. */
    public Optional<Duration> shortestGap(Instant from) {
        Optional<Duration> shortest = Optional.empty();
        Optional<Instant> before = after(from);
        for (int i = 0; i < GAPS && before.isPresent(); i++) {
            Optional<Instant> next = after(before.get());
            if (next.isPresent()) {
                Duration gap = Duration.between(before.get(), next.get());
                shortest = shortest.filter(known -> known.compareTo(gap) <= 0).or(() -> Optional.of(gap));
            }
            before = next;
        }
        return shortest;
    }

    public Kind kind() {
        return kind;
    }

    /** The cron expression, the interval or the moment. */
    public String text() {
        return text;
    }

    /** Of a cron expression, else null. */
    public String zone() {
        return zone;
    }

    /** Where an interval is counted from, or the one moment; null for a cron expression. */
    public Instant anchor() {
        return anchor;
    }

    /**
     * Quartz leaves out times that the clocks leave out in spring. Here they come as much later as the clocks go forward,
     * so that what is planned for the night is not lost once a year.
     */
    private Optional<Instant> afterInZone(Instant moment) {
        Optional<Instant> usual = next(cron, moment);
        ZoneRules rules = ZoneId.of(zone).getRules();
        ZoneOffsetTransition change = rules.nextTransition(moment.minus(LONGEST_GAP));
        for (int i = 0; change != null && i < MOST_CHANGES; i++) {
            Instant instant = change.getInstant();
            if (usual.filter(time -> time.isBefore(instant)).isPresent()) {
                return usual;
            }
            Optional<Instant> shifted = change.isGap() ? inGap(change, moment) : Optional.empty();
            if (shifted.isPresent()) {
                return usual.filter(time -> time.isBefore(shifted.get())).or(() -> shifted);
            }
            change = rules.nextTransition(instant);
        }
        return usual;
    }

    /** The first of the times that the clocks leave out here, shifted, that is later than the moment. */
    private Optional<Instant> inGap(ZoneOffsetTransition change, Instant moment) {
        Instant end = change.getDateTimeAfter().toInstant(ZoneOffset.UTC);
        Instant from = change.getDateTimeBefore().toInstant(ZoneOffset.UTC).minusSeconds(1);
        Optional<Instant> left = next(floating, from);
        while (left.filter(time -> time.isBefore(end)).isPresent()) {
            Instant shifted =
                    LocalDateTime.ofInstant(left.get(), ZoneOffset.UTC).toInstant(change.getOffsetBefore());
            if (shifted.isAfter(moment)) {
                return Optional.of(shifted);
            }
            left = next(floating, left.get());
        }
        return Optional.empty();
    }

    private static Optional<Instant> next(CronExpression cron, Instant moment) {
        return Optional.ofNullable(cron.getTimeAfter(Date.from(moment))).map(Date::toInstant);
    }

    private Instant inSteps(Instant moment) {
        Duration since = Duration.between(anchor, moment);
        long steps = Math.floorDiv(since.toMillis(), period.toMillis());
        Instant next = anchor.plus(period.multipliedBy(steps));
        while (!next.isAfter(moment)) {
            next = next.plus(period);
        }
        return next;
    }

    /** Quartz wants a question mark in one of the fields for days, where others have a star in both. */
    private static String forQuartz(String text) {
        String[] fields = text.split(" ");
        if (text.length() > LONGEST_CRON || fields.length < 6 || fields.length > 7) {
            throw new IllegalArgumentException(
                    "a cron expression has six fields, or seven with a year: seconds minutes hours day month weekday");
        }
        boolean open = fields[DAY_OF_MONTH].equals("?") || fields[DAY_OF_WEEK].equals("?");
        if (!open && fields[DAY_OF_WEEK].equals("*")) {
            fields[DAY_OF_WEEK] = "?";
        } else if (!open && fields[DAY_OF_MONTH].equals("*")) {
            fields[DAY_OF_MONTH] = "?";
        } else if (!open) {
            throw new IllegalArgumentException(
                    "a cron expression names days of the month or days of the week; write ? for the other");
        }
        return String.join(" ", fields);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Timetable that
                && kind == that.kind
                && text.equals(that.text)
                && Objects.equals(zone, that.zone)
                && Objects.equals(anchor, that.anchor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, text, zone, anchor);
    }

    @Override
    public String toString() {
        return zone == null ? text : text + " in " + zone;
    }
}
