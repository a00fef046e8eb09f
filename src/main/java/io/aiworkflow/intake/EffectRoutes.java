package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of outside effects. */
@Component
@Profile("api")
class EffectRoutes extends OperationRoutes {
    private final EffectOperations effects;

    EffectRoutes(EffectOperations effects, ObjectMapper json) {
        super(json);
        this.effects = effects;
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
}
