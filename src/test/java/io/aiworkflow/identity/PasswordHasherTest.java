package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private static final String TYPED = "correct unicorn paper clip";

    private final PasswordHasher hasher = new PasswordHasher(properties(19_456, 2, 1));

    @Test
    void writesItsParametersIntoTheHash() {
        assertThat(hasher.hash(TYPED))
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
                .isNotEqualTo(hasher.hash(TYPED));
    }

    @Test
    void knowsThePasswordAndNoOther() {
        Optional<String> hash = Optional.of(hasher.hash(TYPED));

        assertThat(hasher.matches(TYPED, hash)).isTrue();
        assertThat(hasher.matches(TYPED + " ", hash)).isFalse();
        assertThat(hasher.matches("", hash)).isFalse();
        assertThat(hasher.matches(null, hash)).isFalse();
        assertThat(hasher.matches("x".repeat(100_000), hash)).isFalse();
        assertThat(hasher.matches(TYPED, Optional.empty())).isFalse();
        assertThat(hasher.matches("-", Optional.of(hasher.hash("-")))).isTrue();
        assertThat(hasher.matches("\ud83e", Optional.of(hasher.hash("-")))).isFalse();
    }

    @Test
    void knowsAPasswordThatIsTypedOnAnotherKeyboard() {
        String composed = "M\u00fcnchner Freiheit";
        assertThat(hasher.matches("Mu\u0308nchner Freiheit", Optional.of(hasher.hash(composed))))
                .isTrue();
    }

    @Test
    void knowsAHashWithOtherParametersAndThatItIsOutdated() {
        PasswordHasher stronger = new PasswordHasher(properties(32_768, 3, 1));
        String hash = hasher.hash(TYPED);

        assertThat(stronger.matches(TYPED, Optional.of(hash))).isTrue();
        assertThat(stronger.isOutdated(hash)).isTrue();
        assertThat(hasher.isOutdated(stronger.hash(TYPED))).isTrue();
        assertThat(hasher.isOutdated(hash)).isFalse();
    }

    @Test
    void aFewAreLetInAFewWaitAndTheRestIsToldToComeBack() throws Exception {
        HashingGate gate = new HashingGate(new PasswordProperties(19_456, 2, 1, 2, 3, Duration.ofMinutes(1)));
        CountDownLatch hold = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                gate.admit(() -> work(working, most, hold));
                            } catch (TransientException overloaded) {
                                assertThat(overloaded.code()).isEqualTo(ErrorCode.OVERLOADED);
                                assertThat(overloaded.retryAfter()).hasValue(Duration.ofSeconds(2));
                                refused.incrementAndGet();
                            }
                        },
                        threads));
            }
            Awaitility.await().until(() -> refused.get() == 15);
            hold.countDown();
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(2);
        assertThat(refused).hasValue(15);
        assertThat(gate.admit(() -> "free again")).isEqualTo("free again");
    }

    @Test
    void nobodyWaitsForeverForHisTurn() throws Exception {
        HashingGate gate = new HashingGate(new PasswordProperties(19_456, 2, 1, 1, 3, Duration.ofMillis(20)));
        CountDownLatch hold = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        CompletableFuture<Integer> first =
                CompletableFuture.supplyAsync(() -> gate.admit(() -> work(working, new AtomicInteger(), hold)));
        Awaitility.await().until(() -> working.get() == 1);

        EngineException refused = Refusals.assertRefused(ErrorCode.OVERLOADED, () -> gate.admit(() -> 0));

        assertThat(refused).hasMessageContaining("try again in 2 seconds");
        hold.countDown();
        first.join();
    }

    @Test
    void thoseWhoWaitDoNotHoldUpThePlaceThatTheyWaitFor() {
        HashingGate gate = new HashingGate(new PasswordProperties(19_456, 2, 1, 1, 30, Duration.ofSeconds(5)));

        List<CompletableFuture<String>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> gate.admit(() -> "done")))
                .toList();

        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
    }

    private static int work(AtomicInteger working, AtomicInteger most, CountDownLatch hold) {
        most.accumulateAndGet(working.incrementAndGet(), Math::max);
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return working.decrementAndGet();
    }

    private static PasswordProperties properties(int memoryKib, int iterations, int parallelism) {
        return new PasswordProperties(memoryKib, iterations, parallelism, 1, 10, Duration.ofSeconds(30));
    }
}
