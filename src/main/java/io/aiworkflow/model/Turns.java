package io.aiworkflow.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls that wait, in an order in which users take turns. Of one user the oldest call comes first. */
final class Turns {
    /** The next user first; who has had a turn goes to the end. */
    private final Map<String, Deque<Waiter>> users = new LinkedHashMap<>();

    private int size;

    void add(Waiter waiter) {
        users.computeIfAbsent(waiter.user(), user -> new ArrayDeque<>()).add(waiter);
        size++;
    }

    void remove(Waiter waiter) {
        Deque<Waiter> own = users.get(waiter.user());
        if (own != null && own.remove(waiter)) {
            size--;
            if (own.isEmpty()) {
                users.remove(waiter.user());
            }
        }
    }

    /** The next one; null if nobody waits. */
    Waiter peek() {
        return users.isEmpty() ? null : users.values().iterator().next().peek();
    }

    /** Takes the next one out. */
    void take() {
        Iterator<Map.Entry<String, Deque<Waiter>>> first = users.entrySet().iterator();
        Map.Entry<String, Deque<Waiter>> turn = first.next();
        String user = turn.getKey();
        Deque<Waiter> own = turn.getValue();
        first.remove();
        own.poll();
        size--;
        if (!own.isEmpty()) {
            users.put(user, own);
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** All of them as they would come if nobody else came. */
    List<Waiter> inOrder() {
        List<Waiter> order = new ArrayList<>(size);
        List<Iterator<Waiter>> turns = new ArrayList<>();
        users.values().forEach(own -> turns.add(own.iterator()));
        while (order.size() < size) {
            for (Iterator<Waiter> own : turns) {
                if (own.hasNext()) {
                    order.add(own.next());
                }
            }
        }
        return order;
    }
}
