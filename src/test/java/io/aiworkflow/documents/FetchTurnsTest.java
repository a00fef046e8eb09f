package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchTurnsTest {
    private final FetchTurns turns = new FetchTurns();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @Test
    void slowAddressesOfOneUserLeaveRoomForOthers() throws Exception {
        // The common pool may have one thread only.
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<CompletableFuture<String>> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slow.add(CompletableFuture.supplyAsync(this::fetchSlowly, threads));
        }
        threads.shutdown();
        await().until(() -> waiting.get() == 2);

        TransientException refused =
                catchThrowableOfType(TransientException.class, () -> turns.take("anna", () -> "third"));
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(turns.take("berta", () -> "hers")).isEqualTo("hers");

        answer.countDown();
        for (CompletableFuture<String> each : slow) {
            assertThat(each.get()).isEqualTo("slow");
        }
        assertThat(turns.take("anna", () -> "third")).isEqualTo("third");
    }

    private String fetchSlowly() {
        try {
            return turns.take("anna", () -> {
                waiting.incrementAndGet();
                answer.await();
                return "slow";
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
