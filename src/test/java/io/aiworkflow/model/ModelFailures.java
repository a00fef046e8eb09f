package io.aiworkflow.model;

/** Failures of models for tests of other packages. */
public final class ModelFailures {
    private ModelFailures() {}

    public static ModelUnavailable unavailable() {
        return new ModelUnavailable("there is no model server in this test");
    }
}
