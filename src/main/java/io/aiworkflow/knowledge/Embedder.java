package io.aiworkflow.knowledge;

import java.util.List;

/** Turns texts into vectors whose closeness means closeness of meaning. It keeps nothing. */
public interface Embedder {
    /** The name of the model. Vectors of different models cannot be compared. */
    String model();

    /** The longest text that the model can take in; what comes after it would not count. */
    int maxTokens();

    /** One vector of length 1 for each text, in the same order. Texts must be neither blank nor too long. */
    List<float[]> embed(List<String> texts);

    /** How many tokens the model sees in a text, however long it is. */
    int countTokens(String text);
}
