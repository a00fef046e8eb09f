package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptedTest {
    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void theWorkDoesNotSeeTheInterruptAndTheCallerDoesAgain() {
        Thread.currentThread().interrupt();

        boolean seen = Uninterrupted.get(() -> Thread.currentThread().isInterrupted());

        assertThat(seen).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void itIsSetAgainAlsoAfterAFailure() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Uninterrupted.run(() -> {
                    throw new IllegalStateException("told to fail");
                }))
                .hasMessage("told to fail");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void anInterruptThatComesMeanwhileIsLeftSet() {
        Uninterrupted.run(() -> Thread.currentThread().interrupt());

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
