package io.aiworkflow.console;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A figure that is looked up when it is asked for, but not more often than so. */
public final class Sample<T> implements Supplier<T> {
    private final Supplier<T> source;
    private final long lasts;
    private final ReentrantLock lock = new ReentrantLock();
    private T value;
    private long taken;

    public Sample(Duration lasts, Supplier<T> source) {
        this.source = source;
        this.lasts = lasts.toNanos();
    }

    @Override
    public T get() {
        lock.lock();
        try {
            if (value == null || System.nanoTime() - taken > lasts) {
                value = source.get();
                taken = System.nanoTime();
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    /** The next who asks gets what is there then. */
    public void forget() {
        lock.lock();
        try {
            value = null;
        } finally {
            lock.unlock();
        }
    }
}
