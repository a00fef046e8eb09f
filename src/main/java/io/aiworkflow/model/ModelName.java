package io.aiworkflow.model;

/** Names of models, which servers write with and without their tag. */
final class ModelName {
    private static final String USUAL_TAG = ":latest";

    private ModelName() {}

    /** With its tag: what is not tagged is the latest. */
    static String full(String name) {
        String stripped = name.strip();
        boolean tagged = stripped.indexOf(':', stripped.lastIndexOf('/') + 1) >= 0;
        return tagged ? stripped : stripped + USUAL_TAG;
    }

    static boolean same(String one, String other) {
        return full(one).equals(full(other));
    }
}
