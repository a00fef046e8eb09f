package io.aiworkflow.chaos.node;

/** What the suite tells a node, as system properties. */
final class NodeSettings {
    private NodeSettings() {}

    static String name() {
        return System.getProperty("chaos.node", "node");
    }

    static int sinkPort() {
        return Integer.getInteger("chaos.sink");
    }

    /** The point at which this process halts, or empty. */
    static String haltAt() {
        return System.getProperty("chaos.halt", "");
    }

    /** How many times the point is passed before. */
    static int haltAfter() {
        return Integer.getInteger("chaos.halt.after", 0);
    }

    /**
     * Whether this process has to be let in before it enters itself as a worker, and is heard of only that once: it
     * sends no heartbeat afterwards.
     */
    static boolean heardOnce() {
        return Boolean.getBoolean("chaos.heard-once");
    }

    /** How often the heap is measured; 0 for never. */
    static int heapEverySeconds() {
        return Integer.getInteger("chaos.heap", 0);
    }
}
