package io.aiworkflow.model;

/** Passes on what is told of a call, and knows how much of an answer has come. */
final class CallWatch implements CallListener {
    private final CallListener listener;
    private Runnable onBegin = () -> {};
    private double tokens;
    private boolean begun;

    CallWatch(CallListener listener) {
        this.listener = listener;
    }

    /** @param beginning is run when the first piece of an answer comes */
    CallWatch telling(Runnable beginning) {
        onBegin = beginning;
        return this;
    }

    boolean hasBegun() {
        return begun;
    }

    /** What has come, by the estimate. */
    double tokens() {
        return tokens;
    }

    @Override
    public void queued(QueuePlace place) {
        listener.queued(place);
    }

    @Override
    public void text(String piece) {
        count(piece);
        listener.text(piece);
    }

    @Override
    public void thinking(String piece) {
        count(piece);
        listener.thinking(piece);
    }

    @Override
    public void restarted() {
        listener.restarted();
    }

    private void count(String piece) {
        tokens += TokenEstimate.of(piece);
        if (!begun) {
            begun = true;
            onBegin.run();
        }
    }
}
