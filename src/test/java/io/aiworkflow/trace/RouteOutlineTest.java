package io.aiworkflow.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.Test;

class RouteOutlineTest {
    @Test
    void tellsWhatIsInsideWhat() throws Exception {
        String told = outline(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).log("not shown");
                from("direct:start?block=false")
                        .routeId("main")
                        .step("first")
                        .to("mock:one?password=hidden")
                        .end()
                        .choice()
                        .when(simple("${body} == 1"))
                        .to("approval:boss?title=x")
                        .otherwise()
                        .to("direct:file_3_inner")
                        .end()
                        .split(body())
                        .loop(constant(2))
                        .step("second")
                        .setBody(constant("a long text that is nobody's business"))
                        .end()
                        .end()
                        .end();
            }
        });
        assertThat(told)
                .isEqualTo("from direct:start, step first[(to mock:one)], choice[(${body} == 1: approval boss)"
                        + " (otherwise: direct inner[(log, direct inner)])],"
                        + " split ${body}[(loop 2[(step second[(setBody)])])]");
    }

    private static String outline(RouteBuilder routes) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.setAutoStartup(false);
            ModelCamelContext model = camel;
            camel.addRoutes(routes);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:file_3_inner").log("x").to("direct:file_3_inner");
                }
            });
            return told(RouteOutline.of(model.getRouteDefinition("main"), model.getRouteDefinitions()), 0);
        }
    }

    private static String told(List<DiagramNode> nodes, int depth) {
        return nodes.stream().map(node -> told(node, depth)).collect(Collectors.joining(", "));
    }

    private static String told(DiagramNode node, int depth) {
        String name = node.label().isEmpty() ? node.kind() : node.kind() + " " + node.label();
        if (node.branches().isEmpty() || depth > 2) {
            return name;
        }
        return name
                + node.branches().stream()
                        .map(branch -> "(" + (branch.title().isEmpty() ? "" : branch.title() + ": ")
                                + told(branch.nodes(), name.equals("direct inner") ? 3 : depth) + ")")
                        .collect(Collectors.joining(" ", "[", "]"));
    }
}
