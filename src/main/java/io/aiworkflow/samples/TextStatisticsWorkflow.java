package io.aiworkflow.samples;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The workflow {@code text-statistics}: counts what is in a text. It needs no model. */
@Component
class TextStatisticsWorkflow extends RouteBuilder {
    @Override
    public void configure() {
        from("workflow:text-statistics"
                        + "?input=schemas/text-statistics.input.json&output=schemas/text-statistics.output.json")
                .routeId("text-statistics")
                .routeDescription("Counts words, sentences and paragraphs of a text and estimates the reading time.")
                .step("count")
                .setBody(simple("${body[text]}"))
                .bean(TextStatistics.class, "count")
                .end();
    }
}
