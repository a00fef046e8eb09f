package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface for those who look after models. Names of models hold slashes, so they do not stand in paths. */
@Component
@Profile("api")
class ModelRoutes extends OperationRoutes {
    private final ModelOperations models;

    ModelRoutes(ModelOperations models, ObjectMapper json) {
        super(json);
        this.models = models;
    }

    @Override
    public void configure() {
        rest("/api/v1/models")
                .get()
                .to("direct:list-models")
                .get("/details")
                .to("direct:get-model")
                .get("/queue")
                .to("direct:list-model-calls")
                .post("/pull")
                .to("direct:submit-pull")
                .post("/preload")
                .to("direct:submit-preload")
                .post("/delete")
                .to("direct:delete-model");

        operation("list-models", "Lists the model servers and their models", request -> models.list());
        operation("get-model", "Tells about a model", models::details);
        operation("list-model-calls", "Lists what runs and waits for models", request -> models.queue());
        operation("submit-pull", "Starts a run that fetches a model", models::pull);
        operation("submit-preload", "Starts a run that loads a model into memory", models::preload);
        operation("delete-model", "Removes a model from a server", models::delete);
    }
}
