package io.aiworkflow.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One call that wants a place or has one. What is not about waiting is done under the lock of {@link Admission}. */
final class Waiter {
    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Admission.Wish wish;
    private final String model;
    private final long since = System.nanoTime();
    private final Semaphore admitted = new Semaphore(0);
    private volatile List<ServerSlot> servers;
    private volatile ServerSlot server;
    private volatile long admittedAt;
    private volatile boolean begun;

    Waiter(Admission.Wish wish) {
        this.wish = wish;
        this.model = ModelName.full(wish.model());
        this.servers = wish.servers().get();
    }

    Admission.Wish wish() {
        return wish;
    }

    /** The full name, by which calls to the same model meet. */
    String model() {
        return model;
    }

    String user() {
        return wish.origin().user();
    }

    Priority priority() {
        return wish.origin().priority();
    }

    List<ServerSlot> servers() {
        return servers;
    }

    void lookAgain() {
        servers = wish.servers().get();
    }

    /** Waits for a second at most; whether it was admitted. */
    boolean await(long mostNanos) throws InterruptedException {
        return admitted.tryAcquire(Math.min(mostNanos, SLICE_NANOS), TimeUnit.NANOSECONDS);
    }

    void admitTo(ServerSlot slot) {
        admittedAt = System.nanoTime();
        server = slot;
        admitted.release();
    }

    void moveTo(ServerSlot slot) {
        server = slot;
    }

    /** It has all that it has waited for. */
    void begin() {
        admittedAt = System.nanoTime();
        begun = true;
    }

    boolean isAdmitted() {
        return server != null;
    }

    /** Null before it was admitted. */
    ServerSlot server() {
        return server;
    }

    Duration waited() {
        return Duration.ofNanos((begun ? admittedAt : System.nanoTime()) - since);
    }

    Duration sinceAdmitted() {
        return Duration.ofNanos(System.nanoTime() - admittedAt);
    }

    Place place(Runnable onClose) {
        return new Place(server, waited(), onClose);
    }
}
