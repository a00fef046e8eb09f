package io.aiworkflow.routing;

import io.aiworkflow.connections.UnknownConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns what Camel throws when a file cannot be loaded into one sentence and the line that it is about. */
final class TrialFailures {
    private static final Pattern QUOTED = Pattern.compile("[\\[`'\"]([^\\[\\]`'\"]{2,80})[]`'\"]");
    private static final Pattern OWN_NAMES = Pattern.compile("([a-z0-9-]+/)?[a-z0-9-]+_\\d+_([A-Za-z0-9-]+)(_\\d+)?");

    private TrialFailures() {}

    static RouteFileRefused explain(RouteFile file, Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable link : chain) {
            if (link instanceof RouteFileRefused refused) {
                return refused;
            }
        }
        String reason = reason(chain);
        boolean unknown = chain.stream().anyMatch(UnknownConnection.class::isInstance);
        return new RouteFileRefused(unknown ? Rule.CONNECTION : Rule.TRIAL, line(file, chain, reason), reason);
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = failure; at != null && chain.size() < 20; at = at.getCause()) {
            chain.add(at);
        }
        return chain;
    }

    private static String reason(List<Throwable> chain) {
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof NoSuchBeanException missing) {
            return "there is no bean '%s'".formatted(missing.getName());
        }
        for (Throwable link : chain) {
            if (link instanceof PropertyBindingException option && option.getPropertyName() != null) {
                return "'%s' is not a value for the option '%s'".formatted(option.getValue(), option.getPropertyName());
            }
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (root instanceof MarkedYamlEngineException marked && marked.getProblem() != null) {
            message = marked.getProblem();
        }
        int because = message.lastIndexOf("due to: ");
        if (because >= 0) {
            message = message.substring(because + "due to: ".length());
        }
        message = message.strip().lines().findFirst().orElse("it cannot be loaded");
        message = OWN_NAMES.matcher(message).replaceAll("$2");
        return message.length() <= 300 ? message : message.substring(0, 299) + "…";
    }

    private static int line(RouteFile file, List<Throwable> chain, String reason) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            Optional<Integer> line = lineOf(file, chain.get(i), reason);
            if (line.isPresent()) {
                return line.get();
            }
        }
        Optional<Integer> expression = lineOfExpression(file, chain);
        if (expression.isPresent()) {
            return expression.get();
        }
        Matcher quoted = QUOTED.matcher(reason);
        while (quoted.find()) {
            Optional<Integer> line = lineHolding(file, quoted.group(1));
            if (line.isPresent()) {
                return line.get();
            }
        }
        return chain.stream()
                .filter(FailedToCreateRouteException.class::isInstance)
                .map(link -> ((FailedToCreateRouteException) link).getRouteId())
                .flatMap(id -> lineOfRoute(file, id).stream())
                .findFirst()
                .orElse(1);
    }

    private static Optional<Integer> lineOf(RouteFile file, Throwable link, String reason) {
        if (link instanceof MarkedYamlEngineException marked) {
            return marked.getProblemMark().map(mark -> mark.getLine() + 1);
        }
        if (link instanceof ResolveEndpointFailedException endpoint) {
            String uri = endpoint.getUri().replace("://", ":");
            return EndpointUse.in(file.root()).stream()
                    .filter(use -> uri.startsWith(use.scheme() + ":") && uri.contains(use.path()))
                    .map(use -> lineOfOption(use, reason))
                    .findFirst();
        }
        return Optional.empty();
    }

    /** The line of the option that the reason names, else the endpoint's. */
    private static int lineOfOption(EndpointUse use, String reason) {
        return use.options().entrySet().stream()
                .filter(option -> reason.matches("(?s).*\\b" + Pattern.quote(option.getKey()) + "\\b.*"))
                .max(Comparator.comparingInt(option -> option.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(use.line());
    }

    /** Camel quotes the whole expression that it cannot parse; a route's dump would quote every one. */
    private static Optional<Integer> lineOfExpression(RouteFile file, List<Throwable> chain) {
        AtomicReference<Integer> line = new AtomicReference<>();
        YamlNodes.scalars(file.root(), scalar -> {
            boolean quoted = scalar.getValue().length() > 4
                    && chain.stream()
                            .map(link -> String.valueOf(link.getMessage()))
                            .filter(message -> !message.contains("Failed to create route"))
                            .anyMatch(message -> message.contains(scalar.getValue()));
            if (quoted) {
                line.compareAndSet(null, YamlNodes.line(scalar));
            }
        });
        return Optional.ofNullable(line.get());
    }

    private static Optional<Integer> lineHolding(RouteFile file, String text) {
        String[] lines = file.text().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].contains(text)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> lineOfRoute(RouteFile file, String id) {
        String authors = id.replaceFirst("@\\d+$", "").replaceFirst("^.*/", "");
        return YamlNodes.items(file.root()).stream()
                .flatMap(item -> YamlNodes.get(item, "route", "id").stream())
                .filter(node -> YamlNodes.text(node).equals(authors))
                .map(YamlNodes::line)
                .findFirst();
    }
}
