package io.aiworkflow.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets a bounded number of calls to each model on each server run at once, within this process or all that share places;
 * Ollama itself queues without bound on a loaded model. Interactive calls come before background ones, and users take
 * turns, however many calls each of them has waiting.
 */
final class Admission {
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final Duration SHARED_AGAIN = Duration.ofMillis(100);

    private final int places;
    private final int mostWaiting;
    private final SharedPlaces shared;
    private final CallTimes times = new CallTimes();
    private final ReentrantLock lock = new ReentrantLock();
    /** Names may come from callers: a lane is kept only while somebody is in it. */
    private final Map<String, Lane> lanes = new HashMap<>();

    Admission(int places, int mostWaiting) {
        this(places, mostWaiting, SharedPlaces.NONE);
    }

    /**
     * @param places of each model on each server
     * @param mostWaiting calls that may wait, of all models together
     * @param shared asked by the calls that have a place in this process
     */
    Admission(int places, int mostWaiting, SharedPlaces shared) {
        this.places = places;
        this.mostWaiting = mostWaiting;
        this.shared = shared;
    }

    /**
     * A wish for a place.
     *
     * @param servers those that the model may be asked on, the best one first; asked again while the call waits, and may
     *     throw {@link ModelUnavailable}, which ends the wait
     */
    record Wish(
            String model,
            CallOrigin origin,
            Duration longestWait,
            Supplier<List<ServerSlot>> servers,
            CallListener listener) {}

    /**
     * Waits for a place, which the caller closes.
     *
     * @throws ModelUnavailable when none came free in time
     * @throws ModelCallCancelled when the thread was interrupted
     */
    Place admit(Wish wish) {
        Waiter waiter = new Waiter(wish);
        enter(waiter);
        try {
            await(waiter);
            requireAdmitted(waiter);
            SharedPlaces.Ask ask = share(waiter);
            return waiter.place(() -> {
                ask.close();
                release(waiter);
            });
        } catch (InterruptedException e) {
            giveUp(waiter);
            throw ServerErrors.cancelled(e);
        } catch (RuntimeException | Error e) {
            giveUp(waiter);
            throw e;
        }
    }

    /** All models for which something runs or waits, by name. */
    List<QueueView> view() {
        lock.lock();
        try {
            Map<String, QueueView> views = new TreeMap<>();
            lanes.forEach((model, lane) -> views.put(model, lane.view(times.usual(model))));
            return List.copyOf(views.values());
        } finally {
            lock.unlock();
        }
    }

    private void enter(Waiter waiter) {
        lock.lock();
        try {
            Lane lane = lanes.computeIfAbsent(waiter.model(), model -> new Lane(model, places));
            lane.add(waiter);
            lane.admitNext();
            int waiting = lanes.values().stream().mapToInt(Lane::waiting).sum();
            if (!waiter.isAdmitted() && waiting > mostWaiting) {
                remove(waiter);
                throw noPlace(
                        "%d calls wait for models already (engine.model.max-waiting)".formatted(mostWaiting), null);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter) throws InterruptedException {
        long deadline = System.nanoTime() + waiter.wish().longestWait().toNanos();
        Optional<QueuePlace> told = Optional.empty();
        while (!waiter.isAdmitted() && deadline - System.nanoTime() > 0) {
            Optional<QueuePlace> now = placeOf(waiter);
            if (now.isPresent() && !now.equals(told)) {
                waiter.wish().listener().queued(now.get());
                told = now;
            }
            if (!waiter.await(deadline - System.nanoTime())) {
                lookAgain(waiter);
            }
        }
    }

    /** Servers come and go while a call waits. */
    private void lookAgain(Waiter waiter) {
        waiter.lookAgain();
        lock.lock();
        try {
            Optional.ofNullable(lanes.get(waiter.model())).ifPresent(Lane::admitNext);
        } finally {
            lock.unlock();
        }
    }

    private void requireAdmitted(Waiter waiter) {
        lock.lock();
        try {
            // It may have been admitted in the last instant.
            if (waiter.isAdmitted()) {
                return;
            }
            Lane lane = lanes.get(waiter.model());
            throw noPlace(
                    "%d calls to model '%s' are running and none ended within %d ms; raise engine.model.max-concurrent if the server can take more"
                            .formatted(
                                    lane.running(),
                                    waiter.wish().model(),
                                    waiter.wish().longestWait().toMillis()),
                    lane.placeOf(waiter, times.usual(waiter.model())).forecast().orElse(null));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a place that no other process has, on whichever server there is one first. */
    private SharedPlaces.Ask share(Waiter waiter) throws InterruptedException {
        SharedPlaces.Ask ask = shared.ask(waiter.model(), places, waiter.priority());
        try {
            while (!isShared(waiter, ask)) {
                if (waiter.waited().compareTo(waiter.wish().longestWait()) > 0) {
                    throw noPlace(
                            "all %d places of model '%s' are taken by calls of this and other processes and none came free within %d ms; raise engine.model.max-concurrent in all of them if the server can take more"
                                    .formatted(
                                            places,
                                            waiter.wish().model(),
                                            waiter.wish().longestWait().toMillis()),
                            null);
                }
                Thread.sleep(SHARED_AGAIN.toMillis());
                waiter.lookAgain();
            }
            return ask;
        } catch (InterruptedException | RuntimeException | Error e) {
            ask.close();
            throw e;
        }
    }

    private boolean isShared(Waiter waiter, SharedPlaces.Ask ask) {
        if (ask.take(waiter.server().server().url())) {
            waiter.begin();
            return true;
        }
        for (ServerSlot slot : waiter.servers()) {
            if (slot != waiter.server() && ask.take(slot.server().url())) {
                move(waiter, slot);
                waiter.begin();
                return true;
            }
        }
        return false;
    }

    private void move(Waiter waiter, ServerSlot to) {
        lock.lock();
        try {
            Lane lane = lanes.get(waiter.model());
            lane.move(waiter, to);
            lane.admitNext();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Waiter waiter) {
        lock.lock();
        try {
            if (waiter.isAdmitted()) {
                release(waiter);
            } else {
                remove(waiter);
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(Waiter waiter) {
        lock.lock();
        try {
            times.add(waiter.model(), waiter.sinceAdmitted());
            Lane lane = lanes.get(waiter.model());
            lane.release(waiter);
            lane.admitNext();
            forgetIfEmpty(lane);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Waiter waiter) {
        Lane lane = lanes.get(waiter.model());
        lane.remove(waiter);
        forgetIfEmpty(lane);
    }

    private Optional<QueuePlace> placeOf(Waiter waiter) {
        lock.lock();
        try {
            return waiter.isAdmitted()
                    ? Optional.empty()
                    : Optional.of(lanes.get(waiter.model()).placeOf(waiter, times.usual(waiter.model())));
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfEmpty(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.model());
        }
    }

    /** @param forecast when there may be a place, or null */
    private static ModelUnavailable noPlace(String problem, Duration forecast) {
        Duration retry = forecast == null || forecast.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : forecast;
        return new ModelUnavailable(
                ModelUnavailable.Reason.NO_PLACE,
                problem,
                retry.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry,
                null);
    }
}
