package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    private final StopSignal whole = new StopSignal();
    private final StopSignal part = whole.part();
    private final List<String> closed = new ArrayList<>();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void interruptsWhoeverWorksForItAndNobodyElse() {
        whole.enter().close();
        whole.stop(StopReason.CANCELLED);
        assertThat(Thread.interrupted()).isFalse();
        StopSignal.Work late = whole.enter();
        assertThat(Thread.interrupted()).isTrue();
        late.close();
    }

    @Test
    void keepsAThreadThatEnteredTwiceUntilItHasLeftTwice() {
        StopSignal.Work outer = whole.enter();
        whole.enter().close();
        whole.stop(StopReason.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
        outer.close();
    }

    @Test
    void takesBackAnInterruptThatWasMeantForAPartOnly() {
        StopSignal.Work work = whole.enter();
        StopSignal.Work inPart = part.enter();
        part.stop(StopReason.STEP_TIMED_OUT);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        inPart.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(whole.reason()).isEmpty();
        work.close();
    }

    @Test
    void leavesAnInterruptThatWasMeantForTheWhole() {
        StopSignal.Work work = whole.enter();
        StopSignal.Work inPart = part.enter();
        part.stop(StopReason.STEP_TIMED_OUT);
        whole.stop(StopReason.CANCELLED);
        inPart.close();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(part.reason()).contains(StopReason.CANCELLED);
        work.close();
    }

    @Test
    void closesWhatTheThreadWaitsForUntilThatWorkIsDone() {
        StopSignal.Work work = part.enter();
        StopSignal.onStopOfCurrent(() -> closed.add("open"));
        StopSignal.Work done = part.enter();
        StopSignal.onStopOfCurrent(() -> closed.add("done"));
        done.close();
        whole.stop(StopReason.TIMED_OUT);
        assertThat(closed).containsExactly("open");
        StopSignal.onStopOfCurrent(() -> closed.add("late"));
        assertThat(closed).contains("late").doesNotContain("done");
        work.close();
    }

    @Test
    void doesNothingForAThreadThatWorksForNobody() {
        StopSignal.onStopOfCurrent(() -> closed.add("nobody's"));
        whole.stop(StopReason.CANCELLED);
        assertThat(closed).isEmpty();
    }

    @Test
    void stopsOnceAndNeverAfterItWasClosed() {
        assertThat(whole.stop(StopReason.CANCELLED)).isTrue();
        assertThat(whole.stop(StopReason.TIMED_OUT)).isFalse();
        assertThat(whole.reason()).contains(StopReason.CANCELLED);
        part.close();
        assertThat(part.stop(StopReason.STEP_TIMED_OUT)).isFalse();
    }
}
