package io.aiworkflow.routing;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.springframework.aop.support.AopUtils;

/** Which beans a file calls: they must exist, be meant for routes, and have the method that is named. */
final class BeanRules {
    private final CamelContext application;

    BeanRules(CamelContext application) {
        this.application = application;
    }

    void check(RouteFile file) throws RouteFileRefused {
        visit(file.root());
        for (EndpointUse use : EndpointUse.in(file.root())) {
            if (use.scheme().equals("bean")) {
                int at = use.uri().indexOf("method=");
                String method = at < 0 ? "" : use.uri().substring(at + 7).split("&", 2)[0];
                check(use.node(), use.path(), method, use.node());
            }
        }
    }

    private void visit(Node node) throws RouteFileRefused {
        for (Node item : YamlNodes.items(node)) {
            visit(item);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            Node body = entry.getValueNode();
            boolean call = Set.of("bean", "method").contains(YamlNodes.key(entry));
            if (call && YamlNodes.get(body, "ref").isPresent()) {
                Node method = YamlNodes.get(body, "method").orElse(body);
                check(
                        YamlNodes.get(body, "ref").orElse(body),
                        YamlNodes.textAt(body, "ref").orElse(""),
                        YamlNodes.text(method),
                        method);
            }
            if (!YamlNodes.key(entry).equals("parameters")) {
                visit(body);
            }
        }
    }

    private void check(Node refNode, String ref, String method, Node methodNode) throws RouteFileRefused {
        if (ref.contains("{{")) {
            return;
        }
        String name = ref.startsWith("#bean:") ? ref.substring(6) : ref.startsWith("#") ? ref.substring(1) : ref;
        Object bean = application.getRegistry().lookupByName(name);
        if (bean == null) {
            throw new RouteFileRefused(
                    YamlNodes.line(refNode), "there is no bean '%s'".formatted(YamlNodes.shorten(name)));
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        if (isForbidden(type)) {
            throw new RouteFileRefused(
                    YamlNodes.line(refNode), "the bean '%s' is not offered to routes".formatted(name));
        }
        String called = method.split("\\(", 2)[0].strip();
        Set<String> methods = methods(type);
        if (!called.isEmpty() && !called.contains("{{") && !methods.contains(called)) {
            throw new RouteFileRefused(
                    YamlNodes.line(methodNode),
                    "the bean '%s' has no method '%s'%s".formatted(name, called, Spelling.hint(called, methods)));
        }
    }

    private static boolean isForbidden(Class<?> type) {
        List<String> packages = AuthorPolicy.FORBIDDEN_BEAN_PACKAGES;
        return packages.stream().anyMatch(type.getName()::startsWith);
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
