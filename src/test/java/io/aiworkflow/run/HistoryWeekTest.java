package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.UuidV7;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryWeekTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-25T10:00:00Z, run_history_2026w48",
        "2026-12-28T00:00:00Z, run_history_2026w53",
        "2027-01-03T23:59:59.999Z, run_history_2026w53",
        "2027-01-04T00:00:00Z, run_history_2027w01",
        "2024-12-29T23:59:59Z, run_history_2024w52",
        "2024-12-30T00:00:00Z, run_history_2025w01",
        "2021-01-01T12:00:00Z, run_history_2020w53",
        "2023-01-01T12:00:00Z, run_history_2022w52"
    })
    void namesTheIsoWeekOfAMoment(Instant moment, String partition) {
        assertThat(HistoryWeek.of(moment).partitionOf("run_history")).isEqualTo(partition);
    }

    @Test
    void findsEachWeekOfHalfACenturyAgainByItsName() {
        HistoryWeek week = HistoryWeek.of(Instant.parse("2000-01-03T00:00:00Z"));
        while (week.monday().isBefore(LocalDate.of(2050, 1, 1))) {
            assertThat(HistoryWeek.ofPartition(week.partitionOf("run_history"))).contains(week);
            assertThat(week.next().from()).isEqualTo(week.to()).isGreaterThan(week.from());
            week = week.next();
        }
    }

    @Test
    void holdsTheIdsThatAreMadeInIt() {
        HistoryWeek week = HistoryWeek.of(Instant.now());
        UUID id = UuidV7.next();
        assertThat(id)
                .isGreaterThanOrEqualTo(week.from())
                .isLessThan(week.next().to());
    }

    @Test
    void thePartitionForTheRestIsNoWeek() {
        assertThat(HistoryWeek.ofPartition("run_history_rest")).isEmpty();
    }
}
