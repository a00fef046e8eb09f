package io.aiworkflow.worker;

import io.aiworkflow.run.StepKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * Where in its workflow an exchange is: the steps, splits, branches and turns that it is in. It tells executions of the
 * same step apart, alike in each attempt.
 *
 * @param step the innermost step that is being executed; its name is empty outside of any step
 * @param visits how often each step was executed at each place within the innermost step
 */
record Place(String path, StepKey step, Map<StepKey, AtomicInteger> visits) {
    private static final String PROPERTY = "AiWorkflowPlace";
    /** No step can have this id. */
    private static final String TAP = "wireTap";

    /** What is outside of any step. */
    static final StepKey NO_STEP = new StepKey("", "");

    /** The place of a run's exchange at its start. */
    static Place start() {
        return new Place("", NO_STEP, new ConcurrentHashMap<>());
    }

    static Place of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Place.class);
    }

    void enter(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Within a split, multicast or loop: the exchange's own place in an outer one becomes part of the path. */
    static Place nested(Exchange exchange) {
        Place place = of(exchange);
        return new Place(place.pathOf(exchange), place.step, place.visits);
    }

    /** Within a step. A replayed step skips what is in it, so what is in it is counted on its own. */
    static Place inside(StepKey step) {
        return new Place(step.occurrence() + "/" + step.step(), step, new ConcurrentHashMap<>());
    }

    /** In a wire tap, which goes on beside the route: what is in it is counted on its own, for each time it is reached. */
    static Place tapped(Exchange exchange) {
        Place place = of(exchange);
        StepKey tap = place.nextKey(exchange, TAP);
        return new Place(tap.occurrence() + "/" + TAP, place.step, new ConcurrentHashMap<>());
    }

    /**
     * The key of the execution that is about to start. Called once for each execution: where the path does not tell
     * two of them apart, as in a loop, their order does, which is the same in each attempt.
     */
    StepKey nextKey(Exchange exchange, String step) {
        String here = pathOf(exchange);
        int visit = visits.computeIfAbsent(new StepKey(step, here), key -> new AtomicInteger())
                .getAndIncrement();
        return new StepKey(step, visit == 0 ? here : here + "#" + visit);
    }

    private String pathOf(Exchange exchange) {
        StringBuilder text = new StringBuilder(path);
        append(text, 's', exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX));
        append(text, 'm', exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX));
        return text.toString();
    }

    private static void append(StringBuilder path, char kind, Object index) {
        if (index != null) {
            path.append(path.isEmpty() ? "" : ".").append(kind).append(index);
        }
    }
}
