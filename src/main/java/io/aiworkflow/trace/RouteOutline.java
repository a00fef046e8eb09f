package io.aiworkflow.trace;

import io.aiworkflow.failure.Redaction;
import io.aiworkflow.trace.DiagramNode.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** Reads from a route what is to be drawn of it. What the engine adds to the routes of authors is left out. */
final class RouteOutline {
    private static final int LONGEST = 44;
    private static final int DEEPEST = 4;

    /** What the engine puts before the names of {@code direct:} endpoints, so that generations of a file stay apart. */
    private static final Pattern GENERATION = Pattern.compile("^direct:[a-z0-9-]+_\\d+_");

    private final List<RouteDefinition> all;
    private int depth;

    private RouteOutline(List<RouteDefinition> all) {
        this.all = all;
    }

    /** @param all routes that it may call by {@code direct:}, which are drawn inside it */
    static List<DiagramNode> of(RouteDefinition route, List<RouteDefinition> all) {
        List<DiagramNode> nodes = new ArrayList<>();
        nodes.add(DiagramNode.leaf("from", address(route.getInput().getEndpointUri()), ""));
        nodes.addAll(new RouteOutline(all).sequence(route.getOutputs()));
        return nodes;
    }

    private List<DiagramNode> sequence(List<ProcessorDefinition<?>> outputs) {
        return outputs.stream().filter(RouteOutline::isWritten).map(this::node).toList();
    }

    /** Camel holds what is done about exceptions, and the engine its own additions, among the steps. */
    private static boolean isWritten(ProcessorDefinition<?> part) {
        return !part.isAbstract() && !(part instanceof ProcessDefinition);
    }

    private DiagramNode node(ProcessorDefinition<?> part) {
        if (part instanceof StepDefinition step) {
            return new DiagramNode("step", text(step.getId()), text(step.getId()), inside(step));
        }
        if (part instanceof ChoiceDefinition choice) {
            return new DiagramNode("choice", "", "", branches(choice));
        }
        if (part instanceof TryDefinition attempt) {
            return new DiagramNode("try", "", "", branches(attempt));
        }
        if (part instanceof MulticastDefinition multicast) {
            return new DiagramNode("multicast", "", "", eachAsBranch(multicast));
        }
        if (part instanceof ToDefinition to) {
            return to(part.getShortName(), to.getEndpointUri());
        }
        if (part instanceof ToDynamicDefinition to) {
            return to(part.getShortName(), to.getUri());
        }
        String label =
                part instanceof ExpressionNode condition && !part.getOutputs().isEmpty()
                        ? expression(condition.getExpression())
                        : given(part);
        return new DiagramNode(part.getShortName(), label, "", inside(part));
    }

    /** The engine's ways to wait are known by their names in the account of a run. */
    private DiagramNode to(String kind, String uri) {
        if (uri != null && uri.startsWith("direct:") && depth < DEEPEST) {
            return new DiagramNode("direct", address(uri).substring("direct:".length()), "", called(uri));
        }
        String address = address(uri);
        int colon = address.indexOf(':');
        String scheme = colon < 0 ? "" : address.substring(0, colon);
        boolean waits = List.of("delay", "approval", "callback").contains(scheme);
        return DiagramNode.leaf(
                waits ? scheme : kind, waits ? address.substring(colon + 1) : address, waits ? address : "");
    }

    private List<Branch> called(String uri) {
        depth++;
        try {
            return all.stream()
                    .filter(route -> uri.equals(route.getInput().getEndpointUri()))
                    .findFirst()
                    .map(route -> List.of(new Branch("", sequence(route.getOutputs()))))
                    .orElse(List.of());
        } finally {
            depth--;
        }
    }

    private List<Branch> branches(ChoiceDefinition choice) {
        List<Branch> branches = new ArrayList<>();
        for (WhenDefinition when : choice.getWhenClauses()) {
            branches.add(new Branch(expression(when.getExpression()), sequence(when.getOutputs())));
        }
        branches.add(new Branch(
                "otherwise",
                choice.getOtherwise() == null
                        ? List.of()
                        : sequence(choice.getOtherwise().getOutputs())));
        return branches;
    }

    private List<Branch> branches(TryDefinition attempt) {
        List<Branch> branches = new ArrayList<>();
        List<ProcessorDefinition<?>> tried = attempt.getOutputs().stream()
                .filter(part -> !(part instanceof CatchDefinition) && part != attempt.getFinallyClause())
                .toList();
        branches.add(new Branch("", sequence(tried)));
        for (CatchDefinition caught : attempt.getCatchClauses()) {
            branches.add(new Branch("on failure", sequence(caught.getOutputs())));
        }
        if (attempt.getFinallyClause() != null) {
            branches.add(
                    new Branch("finally", sequence(attempt.getFinallyClause().getOutputs())));
        }
        return branches;
    }

    private List<Branch> eachAsBranch(ProcessorDefinition<?> part) {
        return sequence(part.getOutputs()).stream()
                .map(node -> new Branch("", List.of(node)))
                .toList();
    }

    private List<Branch> inside(ProcessorDefinition<?> part) {
        List<DiagramNode> nodes = sequence(part.getOutputs());
        return nodes.isEmpty() ? List.of() : List.of(new Branch("", nodes));
    }

    private static String expression(ExpressionDefinition expression) {
        return expression == null ? "" : text(expression.getExpression());
    }

    /** What an author wrote about it. What stands inside it may be long, or nobody's business. */
    private static String given(ProcessorDefinition<?> part) {
        return part.getDescriptionText() != null
                ? text(part.getDescriptionText())
                : text(part.hasCustomIdAssigned() ? part.getId() : "");
    }

    /** Without options, among which there may be anything. */
    private static String address(String uri) {
        String plain = uri == null ? "" : uri.replace("://", ":");
        int options = plain.indexOf('?');
        String path = options < 0 ? plain : plain.substring(0, options);
        if (path.startsWith("kamelet:")) {
            return text(path.replaceFirst("/.*", ""));
        }
        return text(GENERATION.matcher(path).replaceFirst("direct:"));
    }

    private static String text(String raw) {
        String plain =
                raw == null ? "" : Redaction.clean(raw).replaceAll("\\s+", " ").strip();
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
