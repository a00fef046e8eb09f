package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobWorkTest {
    private final JobWork work = new JobWork("example");

    @Test
    void aPartThatFailsLeavesTheOthersAlone() throws InterruptedException {
        work.part("first", () -> 1);
        work.part("second", () -> {
            throw new IllegalStateException("it is broken");
        });
        work.part("third", () -> 3);

        assertThat(work.figures()).containsOnlyKeys("first", "third");
        assertThat(work.failures()).containsExactly("second: it is broken");
    }

    @Test
    void anErrorEndsItsPartOnly() throws InterruptedException {
        work.part("first", () -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });
        work.part("second", () -> 2);

        assertThat(work.figures()).containsOnlyKeys("second");
        assertThat(work.failures()).containsExactly("first: org/example/Missing");
    }

    @Test
    void aPartThatIsInterruptedEndsTheWork() {
        assertThatThrownBy(() -> work.part("first", () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("the statement was cancelled");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(work.failures()).isEmpty();
    }

    @Test
    void batchesGoOnWhileTheyAreFullAndNotForEver() throws InterruptedException {
        Deque<Integer> left = new ArrayDeque<>(List.of(10, 10, 3, 10));
        assertThat(JobWork.batches(10, 100, left::remove)).isEqualTo(23);
        assertThat(JobWork.batches(10, 4, () -> 10)).isEqualTo(40);
    }
}
