package io.aiworkflow.trace;

import io.aiworkflow.trace.DiagramNode.Branch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a workflow as SVG, from top to bottom: what is inside something stands in its frame, alternatives stand side by
 * side. There are neither scripts nor styles in it, so that it can be shown under the strictest policy.
 */
final class RouteDiagram {
    private static final int LINE = 22;
    private static final int BOX = 40;
    private static final int GAP = 24;
    private static final int PAD = 14;
    private static final int TITLE = 26;
    private static final int NARROWEST = 120;
    private static final double LETTER = 7.4;
    private static final String INK = "#1c2430";
    private static final String QUIET = "#5b6675";
    private static final String FRAME = "#c3cad4";

    private final Map<String, StepState> states;
    private final StringBuilder svg = new StringBuilder();
    /** Computed once: each is asked for on every level above it. */
    private final Map<Object, Size> sizes = new IdentityHashMap<>();

    private RouteDiagram(Map<String, StepState> states) {
        this.states = states;
    }

    /**
     * How a step of a run stands.
     *
     * @param note how often, or how long; may be empty
     */
    record StepState(StepMark mark, String note) {
        static final StepState NONE = new StepState(StepMark.NONE, "");
    }

    /**
     * The document.
     *
     * @param title what it shows, for those who cannot see it
     * @param description the same in more words
     * @param states by the id of the step; empty to draw the workflow alone
     */
    static String svg(String title, String description, List<DiagramNode> nodes, Map<String, StepState> states) {
        RouteDiagram diagram = new RouteDiagram(states);
        Size size = diagram.size(nodes);
        int width = size.width() + 2 * PAD;
        int height = size.height() + 2 * PAD;
        diagram.svg.append(
                """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" \
                        aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13">
                        <title id="title">%s</title>
                        <desc id="description">%s</desc>
                        <rect width="%d" height="%d" fill="#ffffff"/>
                        """.formatted(width, height, width, height, escaped(title), escaped(description), width, height));
        diagram.sequence(nodes, width / 2, PAD);
        return diagram.svg.append("</svg>\n").toString();
    }

    private void sequence(List<DiagramNode> nodes, int middle, int top) {
        int y = top;
        for (int i = 0; i < nodes.size(); i++) {
            if (i > 0) {
                arrow(middle, y, y + GAP);
                y += GAP;
            }
            node(nodes.get(i), middle, y);
            y += size(nodes.get(i)).height();
        }
    }

    private void node(DiagramNode node, int middle, int top) {
        Size size = size(node);
        StepState state = states.getOrDefault(node.step(), StepState.NONE);
        int left = middle - size.width() / 2;
        boolean isStep = node.kind().equals("step") || state.mark() != StepMark.NONE;
        rect(
                left,
                top,
                size.width(),
                size.height(),
                state.mark().ground(),
                isStep ? state.mark().line() : FRAME);
        String said = said(node, state);
        text(
                middle,
                top + (node.branches().isEmpty() ? BOX / 2 + 5 : LINE - 4),
                said,
                INK,
                node.branches().isEmpty() ? "normal" : "600");
        branches(node.branches(), middle, top + TITLE);
    }

    private static String said(DiagramNode node, StepState state) {
        List<String> parts = new ArrayList<>();
        parts.add(node.label().isEmpty() ? node.kind() : node.kind() + " " + node.label());
        if (!state.mark().word().isEmpty()) {
            parts.add(
                    state.note().isEmpty() ? state.mark().word() : state.mark().word() + " " + state.note());
        }
        return String.join(" · ", parts);
    }

    private void branches(List<Branch> branches, int middle, int top) {
        int width = branches.stream().mapToInt(branch -> size(branch).width()).sum()
                + PAD * Math.max(0, branches.size() - 1);
        int left = middle - width / 2;
        for (Branch branch : branches) {
            Size size = size(branch);
            int centre = left + size.width() / 2;
            if (!branch.title().isEmpty()) {
                text(centre, top + LINE - 6, branch.title(), QUIET, "normal");
            }
            sequence(branch.nodes(), centre, top + titleHeight(branch));
            left += size.width() + PAD;
        }
    }

    private void rect(int x, int y, int width, int height, String fill, String stroke) {
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\" stroke=\"%s\"/>\n"
                .formatted(x, y, width, height, fill, stroke));
    }

    private void arrow(int x, int from, int to) {
        svg.append("<path d=\"M%d %dV%dM%d %dl4 6l4 -6\" fill=\"none\" stroke=\"%s\"/>\n"
                .formatted(x, from + 2, to - 2, x - 4, to - 8, QUIET));
    }

    private void text(int x, int y, String text, String ink, String weight) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\" font-weight=\"%s\">%s</text>\n"
                .formatted(x, y, ink, weight, escaped(text)));
    }

    private Size size(DiagramNode node) {
        return sizes.computeIfAbsent(node, any -> computed(node));
    }

    private Size size(Branch branch) {
        return sizes.computeIfAbsent(branch, any -> computed(branch));
    }

    private Size computed(DiagramNode node) {
        String said = said(node, states.getOrDefault(node.step(), StepState.NONE));
        int wide = Math.max(NARROWEST, widthOf(said) + 2 * PAD);
        if (node.branches().isEmpty()) {
            return new Size(wide, BOX);
        }
        int inside = node.branches().stream()
                        .mapToInt(branch -> size(branch).width())
                        .sum()
                + PAD * (node.branches().size() - 1);
        int high = node.branches().stream()
                .mapToInt(branch -> size(branch).height())
                .max()
                .orElse(0);
        return new Size(Math.max(wide, inside + 2 * PAD), TITLE + high + PAD);
    }

    private Size computed(Branch branch) {
        Size nodes = size(branch.nodes());
        return new Size(
                Math.max(Math.max(NARROWEST / 2, widthOf(branch.title()) + PAD), nodes.width()),
                nodes.height() + titleHeight(branch));
    }

    private Size size(List<DiagramNode> nodes) {
        int width = nodes.stream().mapToInt(node -> size(node).width()).max().orElse(0);
        int height = nodes.stream().mapToInt(node -> size(node).height()).sum() + GAP * Math.max(0, nodes.size() - 1);
        return new Size(width, height);
    }

    private static int titleHeight(Branch branch) {
        return branch.title().isEmpty() ? 4 : LINE + 4;
    }

    private static int widthOf(String text) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) * LETTER);
    }

    /** XML has no way to write most control characters. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                    boolean writable = letter >= ' '
                            && letter != 0xFFFE
                            && letter != 0xFFFF
                            && Character.getType(letter) != Character.SURROGATE;
                    safe.appendCodePoint(writable ? letter : ' ');
                }
            }
        });
        return safe.toString();
    }

    private record Size(int width, int height) {}
}
