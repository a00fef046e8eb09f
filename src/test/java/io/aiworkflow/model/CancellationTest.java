package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();

    @Test
    void whatFailsBecauseItWasCancelledIsACancelledCall() {
        assertThatThrownBy(() -> cancellation.guard(() -> {
                    cancellation.cancel();
                    throw new IllegalStateException("the connection is closed");
                }))
                .isInstanceOf(ModelCallCancelled.class)
                .hasRootCauseMessage("the connection is closed");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void otherFailuresStayWhatTheyAre() {
        assertThatThrownBy(() -> cancellation.guard(() -> {
                    throw new IllegalStateException("something else");
                }))
                .hasMessage("something else");
    }

    @Test
    void theWorkAroundACallIsNotInterruptedButTheCallIs() {
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
            awaitZero(waiting);
            cancellation.cancel();
        });

        assertThatThrownBy(() -> cancellation.reach(() -> Cancellation.guardReached(() -> {
                    waiting.countDown();
                    awaitZero(new CountDownLatch(1));
                    return "an answer";
                })))
                .isInstanceOf(ModelCallCancelled.class);
        stopping.join();

        String done = cancellation.reach(() -> Thread.currentThread().isInterrupted() ? "interrupted" : "done");
        assertThat(done).isEqualTo("done");
        assertThatThrownBy(() -> cancellation.reach(() -> Cancellation.guardReached(() -> "begun")))
                .as("a call that begins after the stop")
                .isInstanceOf(ModelCallCancelled.class);
        assertThat(Cancellation.<String>guardReached(() -> "outside")).isEqualTo("outside");
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
