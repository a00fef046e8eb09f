package io.aiworkflow.schedule;

import io.aiworkflow.workflow.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The planned times from one moment up to another: the latest ones each for itself, those before them as a number.
 *
 * @param latest in order
 * @param earlier how many come before those; a lower bound when there are more than can be counted
 * @param firstEarlier the first of them, null if there are none
 */
record PlannedTimes(List<Instant> latest, int earlier, Instant firstEarlier) {
    /** A schedule of each second has as many in three hours. */
    private static final int MOST_COUNTED = 10_000;

    private static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(2), Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(60));

    /**
     * @param first the first planned time
     * @param until the last moment that counts
     * @param most how many are wanted each for itself
     */
    static PlannedTimes of(Timetable timetable, Instant first, Instant until, int most) {
        Deque<Instant> latest = new ArrayDeque<>();
        int earlier = 0;
        Optional<Instant> next = Optional.of(first);
        while (next.filter(time -> !time.isAfter(until)).isPresent()) {
            latest.add(next.get());
            if (latest.size() > most) {
                latest.removeFirst();
                earlier++;
            }
            if (earlier == MOST_COUNTED) {
                return new PlannedTimes(latest(timetable, first, until, most), earlier, first);
            }
            next = timetable.after(next.get());
        }
        return new PlannedTimes(List.copyOf(latest), earlier, earlier == 0 ? null : first);
    }

    /** Going through all of a long time would take long. */
    private static List<Instant> latest(Timetable timetable, Instant first, Instant until, int most) {
        for (Duration window : WINDOWS) {
            Instant from = until.minus(window);
            List<Instant> found = from.isBefore(first) ? List.of() : between(timetable, from, until);
            if (found.size() >= most) {
                return List.copyOf(found.subList(found.size() - most, found.size()));
            }
        }
        List<Instant> all = between(timetable, first, until);
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    private static List<Instant> between(Timetable timetable, Instant from, Instant until) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = timetable.after(from);
        while (next.filter(time -> !time.isAfter(until)).isPresent()) {
            times.add(next.get());
            next = timetable.after(next.get());
        }
        return times;
    }
}
