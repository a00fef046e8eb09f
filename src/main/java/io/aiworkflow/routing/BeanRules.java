package io.aiworkflow.routing;

import io.aiworkflow.platform.OfferedToRoutes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.springframework.aop.support.AopUtils;

/** Which beans a file calls: they must exist, be offered to routes, and have the method that is named. */
final class BeanRules {
    private static final Set<String> CALLS = Set.of("bean", "method");

    private final CamelContext application;

    BeanRules(CamelContext application) {
        this.application = application;
    }

    void check(RouteFile file) throws RouteFileRefused {
        visit(file.kind(), file.root());
        for (EndpointUse use : EndpointUse.in(file.root())) {
            if (use.scheme().equals("bean")) {
                check(file.kind(), use.node(), use.path(), use.option("method").orElse(""), use.node());
            }
        }
    }

    private void visit(RouteFileKind kind, Node node) throws RouteFileRefused {
        for (Node item : YamlNodes.items(node)) {
            visit(kind, item);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            String key = YamlNodes.key(entry);
            Node body = entry.getValueNode();
            if (CALLS.contains(key) && YamlNodes.get(body, "ref").isPresent()) {
                Node method = YamlNodes.get(body, "method").orElse(body);
                check(
                        kind,
                        YamlNodes.get(body, "ref").orElse(body),
                        YamlNodes.textAt(body, "ref").orElse(""),
                        YamlNodes.text(method),
                        method);
            }
            if (key.equals("aggregationStrategy")) {
                checkStrategy(body);
            }
            if (!key.equals("parameters")) {
                visit(kind, body);
            }
        }
    }

    /** A call without a method would leave the choice to Camel, which asks the message too. */
    private void check(RouteFileKind kind, Node refNode, String ref, String method, Node methodNode)
            throws RouteFileRefused {
        String name = ref.startsWith("#") ? ref.substring(1) : ref;
        Class<?> type = type(refNode, name);
        Set<String> methods = methods(type);
        String called = method.split("\\(", 2)[0].strip();
        if (called.isEmpty()) {
            throw refused(
                    methodNode,
                    "say which method of the bean '%s' is called: 'method' is one of %s".formatted(name, methods));
        }
        if (!methods.contains(called)) {
            throw refused(
                    methodNode,
                    "the bean '%s' has no method '%s'%s"
                            .formatted(name, YamlNodes.shorten(called), Spelling.hint(called, methods)));
        }
        if (kind != RouteFileKind.MAINTENANCE && isForMaintenance(type, called)) {
            throw refused(refNode, "the bean '%s' is for files in maintenance/ only".formatted(name));
        }
    }

    private void checkStrategy(Node node) throws RouteFileRefused {
        String name = YamlNodes.text(node);
        if (!AggregationStrategy.class.isAssignableFrom(type(node, name))) {
            throw refused(node, "the bean '%s' is no aggregation strategy; there is gatherBodies".formatted(name));
        }
    }

    private Class<?> type(Node node, String name) throws RouteFileRefused {
        Object bean = application.getRegistry().lookupByName(name);
        if (bean == null) {
            throw refused(node, "there is no bean '%s'".formatted(YamlNodes.shorten(name)));
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        if (!type.isAnnotationPresent(OfferedToRoutes.class) && methods(type).isEmpty()) {
            throw refused(node, "the bean '%s' is not offered to routes".formatted(name));
        }
        return type;
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(BeanRules::isOffered)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isForMaintenance(Class<?> type, String method) {
        return Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(method))
                .map(each -> each.getDeclaringClass().getAnnotation(OfferedToRoutes.class))
                .anyMatch(offered -> offered != null && offered.maintenance());
    }

    private static boolean isOffered(Method method) {
        return method.isAnnotationPresent(OfferedToRoutes.class)
                || method.getDeclaringClass().isAnnotationPresent(OfferedToRoutes.class);
    }

    private static RouteFileRefused refused(Node node, String reason) {
        return new RouteFileRefused(Rule.BEAN, YamlNodes.line(node), reason);
    }
}
