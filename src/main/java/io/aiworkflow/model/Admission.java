package io.aiworkflow.model;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets a bounded number of calls to each model run at once, first come first served, within this process. Ollama itself
 * queues without bound on a loaded model.
 */
final class Admission {
    private final int places;
    private final Duration longestWait;
    private final ConcurrentMap<String, Door> doors = new ConcurrentHashMap<>();

    Admission(int places, Duration longestWait) {
        this.places = places;
        this.longestWait = longestWait;
    }

    /** @throws ModelUnavailable when no place came free in time */
    <T> T admit(String model, Supplier<T> call) {
        // Names may come from callers: a door is kept only while somebody stands at it.
        Door door = doors.compute(
                model, (name, known) -> known == null ? new Door(new Semaphore(places, true), 1) : known.plus(1));
        try {
            return pass(door.free(), model, call);
        } finally {
            doors.computeIfPresent(model, (name, known) -> known.users() == 1 ? null : known.plus(-1));
        }
    }

    private <T> T pass(Semaphore free, String model, Supplier<T> call) {
        try {
            if (!free.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ModelUnavailable(
                        "%d calls to model '%s' are running and none ended within %d ms; raise engine.model.max-concurrent if the server can take more"
                                .formatted(places, model, longestWait.toMillis()));
            }
        } catch (InterruptedException e) {
            throw OllamaErrors.cancelled(e);
        }
        try {
            return call.get();
        } finally {
            free.release();
        }
    }

    private record Door(Semaphore free, int users) {
        Door plus(int more) {
            return new Door(free, users + more);
        }
    }
}
