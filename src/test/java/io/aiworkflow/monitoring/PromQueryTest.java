package io.aiworkflow.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQueryTest {
    @Test
    void findsMetricsWithTheLabelsThatTheyAreChosenBy() {
        PromQuery query = PromQuery.of("100 * a_total{x=\"1\", y!~\"b{c}|d\"} / b_total");

        assertThat(query.metrics()).isEqualTo(Map.of("a_total", Set.of("x", "y"), "b_total", Set.of()));
        assertThat(query.grouping()).isEmpty();
    }

    @Test
    void findsLabelsOfGroupsAndLeavesOutFunctionsAndTimes() {
        PromQuery query = PromQuery.of(
                "histogram_quantile(0.95, sum by (le, workflow) (rate(a_bucket[5m]))) > 2 and on (instance) time() - b offset 1h < 1e3");

        assertThat(query.metrics()).isEqualTo(Map.of("a_bucket", Set.of(), "b", Set.of()));
        assertThat(query.grouping()).containsExactlyInAnyOrder("le", "workflow", "instance");
    }

    @Test
    void findsNamesOfRecordedRules() {
        assertThat(PromQuery.of("kind:calls:rate5m > 0.2 or vector(0) unless (c)")
                        .metrics())
                .containsOnlyKeys("kind:calls:rate5m", "c");
    }
}
