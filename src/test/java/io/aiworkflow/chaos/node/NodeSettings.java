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
}
