package io.aiworkflow.knowledge;

import java.util.List;

/** Turns texts into vectors whose closeness means closeness of meaning. It keeps nothing and cuts nothing off silently. */
public interface Embedder {
    /** The name of the model. Vectors of different models cannot be compared. */
    String model();

    /** One vector of length 1 for each text, in the same order. Texts must not be blank. */
    List<float[]> embed(List<String> texts);

    /** How many tokens the model sees in a text, however long it is. */
    int countTokens(String text);
}
