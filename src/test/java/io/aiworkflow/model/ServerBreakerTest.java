package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerBreakerTest {
    private final ServerBreaker breaker = ServerBreaker.ofServer("http://one", Duration.ofMillis(300));

    @Test
    void aServerIsTriedAgainAfterThePauseAndAskedFurtherIfItWorks() {
        fail(5);
        assertThat(breaker.isOpen()).isTrue();
        assertThatThrownBy(() -> breaker.call(() -> "unasked")).isInstanceOf(ModelUnavailable.class);
        await().until(() -> !breaker.isOpen());
        assertThat(breaker.call(() -> "works")).isEqualTo("works");
        assertThat(breaker.state()).isEqualTo("half-open");
        breaker.call(() -> "works");
        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void aServerThatStillFailsIsLeftAloneAgain() {
        fail(5);
        await().until(() -> !breaker.isOpen());
        fail(2);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void aFewFailuresAreNoReason() {
        fail(4);
        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void aLongAnswerShowsWhenItBeginsThatTheServerWorks() {
        fail(5);
        await().until(() -> !breaker.isOpen());
        String third = breaker.call(begun -> {
            begun.run();
            return breaker.call(alsoBegun -> {
                alsoBegun.run();
                return breaker.call(() -> "asked");
            });
        });
        assertThat(third).isEqualTo("asked");
        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void anAnswerThatBeginsAndBreaksOffShowsThatItDoesNot() {
        fail(5);
        await().until(() -> !breaker.isOpen());
        assertThatThrownBy(() -> breaker.call(begun -> {
                    begun.run();
                    throw new ModelStreamBroken("cut");
                }))
                .isInstanceOf(ModelStreamBroken.class);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void trialsWithoutAnEndDoNotKeepOthersOutForEver() throws Exception {
        fail(5);
        await().until(() -> !breaker.isOpen());
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        // Threads of their own: the common pool has one for both on two processors.
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<CompletableFuture<String>> trials = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> breaker.call(() -> {
                            asked.countDown();
                            awaitUninterruptibly(end);
                            return "late";
                        }),
                        threads))
                .toList();
        asked.await();
        assertThatThrownBy(() -> breaker.call(() -> "third")).isInstanceOf(ModelUnavailable.class);
        await().until(() -> !breaker.state().equals("half-open"));
        await().until(() -> !breaker.isOpen());
        assertThat(breaker.call(() -> "works")).isEqualTo("works");
        end.countDown();
        trials.forEach(CompletableFuture::join);
        threads.shutdown();
    }

    @Test
    void cancelledCallsDoNotCountAndGiveTheirTryBack() {
        fail(5);
        await().until(() -> !breaker.isOpen());
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new ModelCallCancelled(null);
                    }))
                    .isInstanceOf(ModelCallCancelled.class);
        }
        assertThat(breaker.call(() -> "works")).isEqualTo("works");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new ModelStreamBroken("cut");
                    }))
                    .isInstanceOf(ModelStreamBroken.class);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
