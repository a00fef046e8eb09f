package io.aiworkflow.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that runs and waits for one model. It is used under the lock of {@link Admission}. */
final class Lane {
    /** After so many the next place is for a background call: where people never stop asking, runs go on all the same. */
    private static final int INTERACTIVE_IN_A_ROW = 8;

    private final String model;
    private final int places;
    private final Map<ServerSlot, Integer> running = new HashMap<>();
    private final Turns interactive = new Turns();
    private final Turns background = new Turns();
    /** How many interactive calls were admitted since a background call that waits could have been. */
    private int inARow;

    /** @param places on each server */
    Lane(String model, int places) {
        this.model = model;
        this.places = places;
    }

    String model() {
        return model;
    }

    void add(Waiter waiter) {
        turns(waiter.priority()).add(waiter);
    }

    void remove(Waiter waiter) {
        turns(waiter.priority()).remove(waiter);
    }

    /** Admits as many as there are places for. */
    void admitNext() {
        while (admitOne()) {
            // The next one.
        }
    }

    private boolean admitOne() {
        if (inARow < INTERACTIVE_IN_A_ROW && admitNext(interactive)) {
            inARow = background.isEmpty() ? 0 : inARow + 1;
            return true;
        }
        boolean turnOfBackground = interactive.isEmpty() || inARow >= INTERACTIVE_IN_A_ROW;
        if (turnOfBackground && admitNext(background)) {
            inARow = 0;
            return true;
        }
        // As many background calls are running as may.
        return admitNext(interactive);
    }

    void release(Waiter waiter) {
        running.computeIfPresent(waiter.server(), (slot, calls) -> calls == 1 ? null : calls - 1);
        waiter.server().calls().decrementAndGet();
    }

    /** A call that is to be made on another server than it was admitted to. */
    void move(Waiter waiter, ServerSlot to) {
        release(waiter);
        running.merge(to, 1, Integer::sum);
        to.calls().incrementAndGet();
        waiter.moveTo(to);
    }

    int running() {
        return running.values().stream().mapToInt(Integer::intValue).sum();
    }

    int waiting() {
        return interactive.size() + background.size();
    }

    boolean isEmpty() {
        return running.isEmpty() && waiting() == 0;
    }

    /** @param usual how long a call takes */
    QueuePlace placeOf(Waiter waiter, Optional<Duration> usual) {
        int position = inOrder().indexOf(waiter) + 1;
        return new QueuePlace(position, forecast(position, waiter, usual));
    }

    QueueView view(Optional<Duration> usual) {
        List<QueueView.Waiting> waiting = new ArrayList<>();
        for (Waiter waiter : inOrder()) {
            int position = waiting.size() + 1;
            waiting.add(new QueueView.Waiting(
                    position,
                    waiter.user(),
                    waiter.priority().wireName(),
                    waiter.wish().origin().run().orElse(null),
                    waiter.waited().toMillis(),
                    forecast(position, waiter, usual).map(Duration::toMillis).orElse(null)));
        }
        return new QueueView(model, running(), usual.map(Duration::toMillis).orElse(null), waiting);
    }

    private Optional<Duration> forecast(int position, Waiter waiter, Optional<Duration> usual) {
        long atOnce = Math.max(1, (long) waiter.servers().size() * limit(waiter.priority()));
        return usual.map(each -> each.multipliedBy(position).dividedBy(atOnce));
    }

    private List<Waiter> inOrder() {
        List<Waiter> all = interactive.inOrder();
        all.addAll(background.inOrder());
        return all;
    }

    private boolean admitNext(Turns turns) {
        Waiter next = turns.peek();
        Optional<ServerSlot> free = next == null ? Optional.empty() : free(next);
        if (free.isEmpty()) {
            return false;
        }
        turns.take();
        running.merge(free.get(), 1, Integer::sum);
        free.get().calls().incrementAndGet();
        next.admitTo(free.get());
        return true;
    }

    /** Of the servers with a place: one that has the model in memory, or else the one that answers the fewest calls. */
    private Optional<ServerSlot> free(Waiter waiter) {
        List<ServerSlot> servers = waiter.servers();
        List<ServerSlot> free = servers.stream()
                .filter(slot -> running.getOrDefault(slot, 0) < limit(waiter.priority()))
                .toList();
        return free.size() < 2
                ? free.stream().findFirst()
                : free.stream()
                        .min(Comparator.comparing((ServerSlot slot) -> !slot.hasLoaded(model))
                                .thenComparing(slot -> slot.calls().get())
                                .thenComparing(servers::indexOf));
    }

    /** Background calls leave a place free, so that nobody waits for the end of one. */
    private int limit(Priority priority) {
        return priority == Priority.BACKGROUND ? Math.max(1, places - 1) : places;
    }

    private Turns turns(Priority priority) {
        return priority == Priority.INTERACTIVE ? interactive : background;
    }
}
