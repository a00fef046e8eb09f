package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelValuesTest {
    @Test
    void keepsTheFirstValuesAndMakesAllOthersOne() {
        LabelValues values = new LabelValues(2);

        assertThat(values.of("a")).isEqualTo("a");
        assertThat(values.of("b")).isEqualTo("b");
        assertThat(values.of("c")).isEqualTo("other");
        assertThat(values.of("a")).isEqualTo("a");
    }
}
