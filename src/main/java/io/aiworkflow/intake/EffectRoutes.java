package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of outside effects. */
@Component
@Profile("api")
class EffectRoutes extends RouteBuilder {
    private final EffectOperations effects;
    private final ObjectMapper json;

    EffectRoutes(EffectOperations effects, ObjectMapper json) {
        this.effects = effects;
        this.json = json;
    }

    @Override
    public void configure() {
        rest("/api/v1/effects")
                .get()
                .to("direct:list-effects")
                .get("/{id}")
                .to("direct:get-effect")
                .post("/{id}/resolve")
                .to("direct:resolve-effect");

        operation("list-effects", "Lists outside effects, newest first", effects::list);
        operation("get-effect", "Tells about an outside effect", effects::get);
        operation("resolve-effect", "Takes what became of an outside effect", effects::resolve);
    }

    private void operation(String id, String description, RestAnswer.Operation operation) {
        from("direct:" + id).routeId(id).routeDescription(description).process(new RestAnswer(operation, json));
    }
}
