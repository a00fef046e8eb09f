package io.aiworkflow.model;

import io.aiworkflow.platform.HealthCheck;
import org.springframework.stereotype.Component;

/** Whether the model server answers. The engine works without it: runs that need it wait. */
@Component
class ModelHealth implements HealthCheck {
    private final ModelGateway models;

    ModelHealth(ModelGateway models) {
        this.models = models;
    }

    @Override
    public String part() {
        return "models";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        ModelStatus status = models.status();
        return status.available() ? Finding.working() : Finding.failing(status.problem());
    }
}
