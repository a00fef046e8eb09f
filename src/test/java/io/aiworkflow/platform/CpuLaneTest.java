package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CpuLaneTest {
    private final CpuLane lane = new CpuLane("counting", 2);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Thread> callers = new ArrayList<>();

    @AfterEach
    void release() {
        goOn.countDown();
    }

    @Test
    void worksOnAThreadOfItsOwn() throws Exception {
        assertThat(lane.run(() -> Thread.currentThread().getName())).startsWith("counting-");
        assertThat(lane.runToItsEnd(() -> Thread.currentThread().isDaemon())).isTrue();
    }

    @Test
    void letsNoMoreComputeThanThereAreThreads() {
        AtomicInteger begun = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            caller(() -> lane.run(() -> {
                begun.incrementAndGet();
                goOn.await();
                return null;
            }));
        }
        await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        assertThat(begun).hasValue(2);
        goOn.countDown();
        await().untilAsserted(() -> assertThat(begun).hasValue(5));
    }

    @Test
    void aFailureIsTheCallersOwn() {
        IOException failure = new IOException("no room");
        assertThat(catchThrowable(() -> lane.run(() -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThatThrownBy(() -> lane.run(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void anInterruptOfTheCallerStopsTheWork() {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = caller(() -> failure.set(catchThrowable(() -> lane.run(() -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                stopped.set(true);
            }
            return null;
        }))));
        await().until(() -> begun.getCount() == 0);
        caller.interrupt();
        await().untilTrue(stopped);
        await().untilAsserted(() -> assertThat(failure.get()).isInstanceOf(CancellationException.class));
    }

    @Test
    void workThatMustNotBeInterruptedGoesOnWithoutTheCaller() {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = caller(() -> failure.set(catchThrowable(() -> lane.runToItsEnd(() -> {
            begun.countDown();
            goOn.await();
            done.set(true);
            return null;
        }))));
        await().until(() -> begun.getCount() == 0);
        caller.interrupt();
        await().untilAsserted(() -> assertThat(failure.get()).isInstanceOf(CancellationException.class));
        assertThat(done).isFalse();
        goOn.countDown();
        await().untilTrue(done);
    }

    private Thread caller(Call call) {
        Thread caller = new Thread(() -> {
            try {
                call.make();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        callers.add(caller);
        caller.start();
        return caller;
    }

    private interface Call {
        void make() throws Exception;
    }
}
