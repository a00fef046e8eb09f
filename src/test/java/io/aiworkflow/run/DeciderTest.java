package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
    @ParameterizedTest
    @ValueSource(strings = {"user", "admin", "user:anna", "operator, user:anna", "author,operator,admin,user:berta"})
    void theLocalUserDecidesForEverybody(String approvers) {
        assertThat(Decider.local().isAmong(approvers)).isTrue();
    }

    @Test
    void theLocalUserIsAlwaysTheSameAndKeptByThisName() {
        assertThat(Decider.local()).isSameAs(Decider.local());
        // The name is stored with each decision and shown in the answers of the REST doors.
        assertThat(Decider.local().name()).isEqualTo("local");
    }
}
