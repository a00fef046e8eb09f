package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RunStateTest {
    @Test
    void allowsExactlyTheseMoves() {
        Set<String> allowed = new TreeSet<>();
        for (RunState from : RunState.values()) {
            for (RunState to : RunState.values()) {
                if (from.mayMoveTo(to)) {
                    allowed.add(from.wireName() + " -> " + to.wireName());
                }
            }
        }
        assertThat(allowed)
                .containsExactly(
                        "cancelled -> queued",
                        "failed -> queued",
                        "queued -> cancelled",
                        "queued -> running",
                        "running -> cancelled",
                        "running -> failed",
                        "running -> queued",
                        "running -> succeeded",
                        "running -> waiting",
                        "waiting -> cancelled",
                        "waiting -> queued");
    }

    @Test
    void findsEveryStateByItsWireName() {
        assertThat(Arrays.stream(RunState.values()).map(RunState::wireName).map(RunState::ofWireName))
                .containsExactly(RunState.values());
        assertThatThrownBy(() -> RunState.ofWireName("QUEUED")).isInstanceOf(IllegalArgumentException.class);
    }
}
