package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class GroupCommitTest {
    private static final int IN_TRANSACTION = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Integer>> statements = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile Thread writer;
    private final GroupCommit<Integer, String> group = new GroupCommit<>(10, this::write);

    @AfterEach
    void stop() {
        gate.countDown();
        threads.shutdownNow();
    }

    @Test
    void aSingleValueIsWrittenAtOnce() {
        gate.countDown();

        assertThat(group.write(1)).isEqualTo("<1>");
        assertThat(statements).containsExactly(List.of(1));
    }

    @Test
    void whatComesWhileOthersAreWrittenGoesTogetherAndEachGetsItsOwnResult() throws Exception {
        List<Future<String>> first = submit(1, 2);
        await().until(() -> statements.size() == 2);
        List<Future<String>> later = submit(3, 14);
        await().until(() -> group.waiting() == 12);
        gate.countDown();

        assertThat(first.get(0).get()).isEqualTo("<1>");
        for (int i = 0; i < later.size(); i++) {
            assertThat(later.get(i).get()).isEqualTo("<" + (i + 3) + ">");
        }
        // Two writers share what twelve values leave over of ten.
        assertThat(statements)
                .hasSizeBetween(4, 5)
                .allSatisfy(values -> assertThat(values).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void withinATransactionAValueIsWrittenAloneAndOnTheCallersThread() throws Exception {
        submit(1, 2);
        await().until(() -> statements.size() == 2);
        List<Future<String>> later = submit(3, 4);
        await().until(() -> group.waiting() == 2);
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThat(group.write(IN_TRANSACTION)).isEqualTo("<100>");
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
        assertThat(statements).last().isEqualTo(List.of(IN_TRANSACTION));
        assertThat(writer).isSameAs(Thread.currentThread());
        assertThat(group.waiting())
                .as("the others' values are not in this transaction")
                .isEqualTo(2);
        gate.countDown();
        assertThat(later.get(0).get()).isEqualTo("<3>");
    }

    @Test
    void onlyTheWrongValueFails() throws Exception {
        submit(1, 2);
        await().until(() -> statements.size() == 2);
        List<Future<String>> later = submit(-1, 1);
        await().until(() -> group.waiting() == 3);
        gate.countDown();

        assertThatThrownBy(() -> later.get(0).get()).rootCause().hasMessage("negative");
        assertThat(later.get(1).get()).isEqualTo("<0>");
        assertThat(later.get(2).get()).isEqualTo("<1>");
    }

    @Test
    void manyThreadsGetTheirOwnResultsAndNobodyIsLeftBehind() throws Exception {
        gate.countDown();
        List<Future<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < 40; writer++) {
            int first = writer * 1000;
            writers.add(threads.submit(() -> {
                int right = 0;
                for (int value = first; value < first + 500; value++) {
                    right += group.write(value).equals("<" + value + ">") ? 1 : 0;
                }
                return right;
            }));
        }

        for (Future<Integer> writer : writers) {
            assertThat(writer.get()).isEqualTo(500);
        }
        assertThat(statements.stream().mapToInt(List::size).sum()).isEqualTo(20_000);
        assertThat(group.waiting()).isZero();
    }

    @Test
    void anInterruptIsLeftSetAndTheValueIsWritten() {
        gate.countDown();
        Thread.currentThread().interrupt();

        assertThat(group.write(1)).isEqualTo("<1>");
        assertThat(Thread.interrupted()).isTrue();
    }

    private List<Future<String>> submit(int from, int to) {
        List<Future<String>> results = new ArrayList<>();
        for (int value = from; value <= to; value++) {
            int mine = value;
            results.add(threads.submit(() -> group.write(mine)));
        }
        return results;
    }

    private List<String> write(List<Integer> values) {
        statements.add(values);
        writer = Thread.currentThread();
        try {
            if (!values.contains(IN_TRANSACTION)) {
                gate.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (values.stream().anyMatch(value -> value < 0)) {
            throw new IllegalArgumentException("negative");
        }
        return values.stream().map(value -> "<" + value + ">").toList();
    }
}
