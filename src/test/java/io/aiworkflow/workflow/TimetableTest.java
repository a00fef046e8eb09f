package io.aiworkflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 7 ? * MON-FRI | UTC | 2026-11-28T00:00:00Z | 2026-11-30T07:00:00Z",
                "0 0 7 * * * | Europe/Berlin | 2026-11-26T05:59:59.999Z | 2026-11-26T06:00:00Z",
                "0 0 7 * * * | Europe/Berlin | 2026-07-01T00:00:00Z | 2026-07-01T05:00:00Z",
                "0 0 7 * * ? | UTC+3 | 2026-07-01T00:00:00Z | 2026-07-01T04:00:00Z",
                "0 0 6 L * ? | UTC | 2028-02-01T00:00:00Z | 2028-02-29T06:00:00Z",
                "0 0 0 1 1 ? 2030 | UTC | 2026-11-26T00:00:00Z | 2030-01-01T00:00:00Z",
                "0/15  * * * * ? | UTC | 2026-11-26T10:00:15Z | 2026-11-26T10:00:30Z"
            })
    void calculatesTheNextTimeOfACronExpression(String cron, String zone, Instant from, Instant next) {
        assertThat(Timetable.cron(cron, Timetable.zone(zone)).after(from)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * * *",
                "0 0 7 1 * MON",
                "0 0 25 * * ?",
                "0 61 * * * ?",
                "a b c d e f",
                "0 0 7 ? * NEVERDAY",
                "0 0 7 ? * MON-",
                "0 0 7 32 * ?",
                "1 2 3 4 5 6 7 8",
                "/ / / / / ?",
                "0 0 0 ? * #"
            })
    void refusesWhatIsNoCronExpression(String text) {
        assertThatThrownBy(() -> Timetable.cron(text, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeThatNeverComesIsNone() {
        assertThat(Timetable.cron("0 0 0 30 2 ?", BERLIN).after(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
        Timetable once = Timetable.at(Instant.parse("2026-12-01T06:00:00Z"));
        assertThat(once.after(Instant.parse("2026-12-01T05:59:59Z"))).contains(Instant.parse("2026-12-01T06:00:00Z"));
        assertThat(once.after(Instant.parse("2026-12-01T06:00:00Z"))).isEmpty();
    }

    @Test
    void intervalsAreCountedFromTheirAnchor() {
        Timetable quarters = Timetable.every(Duration.ofMinutes(15), Instant.EPOCH);
        assertThat(quarters.after(Instant.parse("2026-11-26T10:07:30Z")))
                .contains(Instant.parse("2026-11-26T10:15:00Z"));
        assertThat(quarters.after(Instant.parse("2026-11-26T10:15:00Z")))
                .contains(Instant.parse("2026-11-26T10:30:00Z"));
        Timetable odd = Timetable.every(Duration.ofSeconds(7), Instant.parse("2026-11-26T10:00:03Z"));
        assertThat(odd.after(Instant.parse("2026-11-26T09:59:59.5Z"))).contains(Instant.parse("2026-11-26T10:00:03Z"));
        assertThat(odd.after(Instant.parse("2026-11-26T10:00:03.000001Z")))
                .contains(Instant.parse("2026-11-26T10:00:10Z"));
    }

    /** The clocks in Berlin went forward on 29 March 2026 and back on 25 October. */
    @Test
    void theChangesOfTheClocksLoseAndDoubleNothing() {
        Timetable night = Timetable.cron("0 30 2 * * ?", BERLIN);
        assertThat(times(night, "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(times(night, "2026-10-23T12:00:00Z", 3))
                .hasSize(3)
                .startsWith("2026-10-24T00:30:00Z")
                .endsWith("2026-10-26T01:30:00Z");
        Timetable halfHours = Timetable.cron("0 0/30 * * * ?", BERLIN);
        for (String day : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
            List<String> times = times(halfHours, day, 8);
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(Instant.parse(times.get(i - 1)), Instant.parse(times.get(i))))
                        .as("%s after %s", times.get(i), times.get(i - 1))
                        .isEqualTo(Duration.ofMinutes(30));
            }
        }
    }

    @Test
    void knowsHowCloseItsTimesLie() {
        Instant now = Instant.parse("2026-11-26T10:00:00Z");
        assertThat(Timetable.cron("* * * * * ?", BERLIN).shortestGap(now)).contains(Duration.ofSeconds(1));
        assertThat(Timetable.cron("0,2 0 0 1 1 ?", BERLIN).shortestGap(now)).contains(Duration.ofSeconds(2));
        assertThat(Timetable.cron("0 0/5 * * * ?", BERLIN).shortestGap(now)).contains(Duration.ofMinutes(5));
        assertThat(Timetable.at(now.plusSeconds(1)).shortestGap(now)).isEmpty();
    }

    @Test
    void readsIntervalsAndRules() {
        assertThat(Timetable.period("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Timetable.period("2d")).isEqualTo(Duration.ofDays(2));
        assertThat(Timetable.period("PT1H30M")).isEqualTo(Duration.ofMinutes(90));
        for (String wrong : List.of("", "5", "0s", "-5m", "5 m", "1w", "9999999999s")) {
            assertThatThrownBy(() -> Timetable.every(Timetable.period(wrong), Instant.EPOCH))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(MisfireRule.of("all")).isEqualTo(MisfireRule.of("all:10"));
        assertThat(MisfireRule.of("all:1000").most()).isEqualTo(1000);
        for (String wrong : List.of("", "some", "all:0", "all:1001", "ALL", "once:2")) {
            assertThatThrownBy(() -> MisfireRule.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> times(Timetable timetable, String from, int count) {
        List<String> times = new ArrayList<>();
        Optional<Instant> next = timetable.after(Instant.parse(from));
        while (times.size() < count) {
            times.add(next.orElseThrow().toString());
            next = timetable.after(next.get());
        }
        return times;
    }
}
