package io.aiworkflow.trace;

import java.util.List;

/**
 * A part of a workflow as it is drawn.
 *
 * @param kind what it is, such as {@code step} or {@code choice}
 * @param label what else is to be said, such as its name; may be empty
 * @param step the id of the step that it is, or of the wait; empty if it has no state of its own
 * @param branches what is inside: one sequence, or several side by side
 */
record DiagramNode(String kind, String label, String step, List<Branch> branches) {
    DiagramNode {
        branches = List.copyOf(branches);
    }

    static DiagramNode leaf(String kind, String label, String step) {
        return new DiagramNode(kind, label, step, List.of());
    }

    /**
     * Nodes that follow each other.
     *
     * @param title when it is taken, may be empty
     */
    record Branch(String title, List<DiagramNode> nodes) {
        Branch {
            nodes = List.copyOf(nodes);
        }
    }
}
