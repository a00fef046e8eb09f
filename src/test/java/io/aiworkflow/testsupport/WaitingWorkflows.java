package io.aiworkflow.testsupport;

import io.aiworkflow.failure.PermanentException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Workflows that wait without a worker. */
@TestConfiguration
public class WaitingWorkflows {
    @Bean
    RouteBuilder waitingRoutes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:pause")
                        .routeId("pause")
                        .step("before-1")
                        .bean("probe", "visit(${body}, 'before')")
                        .end()
                        .to("delay:nap?for=300ms")
                        .step("after-2")
                        .bean("probe", "visit(${body}, 'after')")
                        .end();
                from("workflow:pause-by-variable")
                        .routeId("pause-by-variable")
                        .setVariable("rest", body())
                        .to("delay:nap?variable=rest");
                from("workflow:pause-until").routeId("pause-until").to("delay:nap?until=2020-01-01T00:00:00Z");
                from("workflow:ask?timeout=2s")
                        .routeId("ask")
                        .step("before-3")
                        .bean("probe", "visit(${body}, 'before')")
                        .end()
                        .to("approval:ok?title=May it go on?&approvers=operator,user:anna");
                from("workflow:ask-in-time?runTimeout=500ms")
                        .routeId("ask-in-time")
                        .to("approval:ok?title=Now?");
                from("workflow:ask-in-step")
                        .routeId("ask-in-step")
                        .doTry()
                        .step("ask-4")
                        .toV("approval:ok?title=Well?", null, "decision")
                        .end()
                        .endDoTry()
                        .doCatch(Exception.class)
                        .bean("probe", "visit(${body}, 'caught')")
                        .doFinally()
                        .bean("probe", "visit(${body}, 'finally')")
                        .end()
                        .setBody(simple("${body} ${variable.decision[decision]}"));
                for (String choice : List.of("approve", "reject", "fail")) {
                    from("workflow:ask-default-" + choice)
                            .routeId("ask-default-" + choice)
                            .to("approval:ok?title=Soon?&timeout=200ms&onTimeout=" + choice);
                }
                from("workflow:ask-form")
                        .routeId("ask-form")
                        .to("approval:ok?title=How much?&form=schemas/approval-form.json&timeout=1h");
                from("workflow:ask-each?attempts=2")
                        .routeId("ask-each")
                        .step("split-5")
                        .split(body(), gather())
                        .step("prepare-6")
                        .bean("probe", "visit(${body}, ${body})")
                        .end()
                        .to("approval:ok?title=This one?")
                        .setBody(simple("${body[decision]}"))
                        .end()
                        .end()
                        .step("last-7")
                        .bean("probe", "visit(${body}, 'last')")
                        .end();
                from("workflow:ask-both")
                        .routeId("ask-both")
                        .multicast(gather())
                        .parallelProcessing()
                        .pipeline()
                        .to("approval:one?title=One?")
                        .setBody(simple("one ${body[decision]}"))
                        .end()
                        .pipeline()
                        .step("other-8")
                        .bean("probe", "visit(${body}, 'other')")
                        .end()
                        .setBody(constant("two"))
                        .end()
                        .end()
                        .bean("probe", "visit(${body}, 'both')");
                from("workflow:ask-twice")
                        .routeId("ask-twice")
                        .loop(2)
                        .to("approval:ok?title=Again?")
                        .end()
                        .setBody(simple("${body[by]}"));
                from("workflow:call-back")
                        .routeId("call-back")
                        .step("open-9")
                        .to("callback:done?action=open")
                        .setVariable("address", body())
                        .bean("probe", "visit(${body}, ${variable.address})")
                        .bean("probe", "visit(${body}, 'opened')")
                        .end()
                        .to("callback:done?timeout=1h");
                for (String choice : List.of("continue", "fail")) {
                    from("workflow:call-back-or-" + choice)
                            .routeId("call-back-or-" + choice)
                            .to("callback:done?action=open")
                            .to("callback:done?timeout=200ms&onTimeout=" + choice);
                }
                from("workflow:tap-and-wait")
                        .routeId("tap-and-wait")
                        .wireTap("direct:tapped-wait")
                        // Until the tap is through: it would lose most races against the end of its run.
                        .bean("probe", "awaitVisit('tap')")
                        .setBody(constant("done"));
                from("direct:tapped-wait")
                        .routeId("tapped-wait")
                        .doTry()
                        .to("delay:tapped?for=1h")
                        .doCatch(PermanentException.class)
                        .bean("probe", "visit(${body}, 'refused')")
                        .doFinally()
                        .bean("probe", "visit(${body}, 'tap')")
                        .end();
                from("workflow:parent-of-asking")
                        .routeId("parent-of-asking")
                        .to("workflow:ask")
                        .setBody(simple("${body[decision]}"));
                from("workflow:self?concurrency=1&attempts=2")
                        .routeId("self")
                        .choice()
                        .when(simple("${body} > 0"))
                        .setBody(simple("${body}--"))
                        .to("workflow:self")
                        .end()
                        .setBody(constant("bottom"));
            }
        };
    }

    private static AggregationStrategy gather() {
        return (Exchange all, Exchange one) -> {
            Exchange result = all == null ? one : all;
            List<Object> bodies = all == null ? new ArrayList<>() : all.getVariable("gathered", List.class);
            if (one.getException() == null) {
                bodies.add(one.getMessage().getBody());
            }
            result.setVariable("gathered", bodies);
            result.getMessage().setBody(bodies);
            result.setException(null);
            return result;
        };
    }
}
