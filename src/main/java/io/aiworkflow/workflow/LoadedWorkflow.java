package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * A workflow whose route is started. It counts what is executing in it, so that a route that was replaced stays until
 * its last run has left.
 */
public final class LoadedWorkflow {
    private final WorkflowDefinition definition;
    private volatile WorkflowConsumer consumer;
    private int executing;
    private long lastUsed = System.nanoTime();
    private boolean closed;
    private boolean held;

    LoadedWorkflow(WorkflowDefinition definition, WorkflowConsumer consumer) {
        this.definition = definition;
        this.consumer = consumer;
    }

    public WorkflowDefinition definition() {
        return definition;
    }

    /** The id of the Camel route, which differs from the workflow's name once it was reloaded. */
    public String routeId() {
        return consumer.routeId();
    }

    /**
     * Sends one exchange through the route on the calling thread.
     *
     * @param prepare fills the exchange before it starts
     * @param read looks at it after its end, failed or not
     * @return false when the route is closed already, or held; nothing was executed then
     */
    public boolean execute(Consumer<Exchange> prepare, Consumer<Exchange> read) {
        if (!enter()) {
            return false;
        }
        try {
            consumer.execute(prepare, read);
            return true;
        } finally {
            leave();
        }
    }

    /**
     * Lets no execution begin until it is released or its route starts again, so that its runs wait. Those that are going
     * on come to their end.
     *
     * @return how many are going on
     */
    public synchronized int hold() {
        held = true;
        return executing;
    }

    public synchronized void release() {
        held = false;
    }

    public synchronized boolean isHeld() {
        return held;
    }

    /** The route starts again after an operator has stopped it. */
    void reopen(WorkflowConsumer again) {
        consumer = again;
        release();
    }

    /** Closes the route to new executions, unless one is going on. */
    public boolean closeIfIdle() {
        return closeIfIdle(Duration.ZERO);
    }

    /** Closes the route to new executions, unless one is going on or has been within this time. */
    public synchronized boolean closeIfIdle(Duration time) {
        closed = closed || executing == 0 && System.nanoTime() - lastUsed >= time.toNanos();
        return closed;
    }

    /** Orders workflows by when an execution last entered or left them. */
    public synchronized long lastUsed() {
        return lastUsed;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean enter() {
        if (closed || held) {
            return false;
        }
        executing++;
        lastUsed = System.nanoTime();
        return true;
    }

    private synchronized void leave() {
        executing--;
        lastUsed = System.nanoTime();
    }
}
