package io.aiworkflow.model;

import java.util.List;

/**
 * Whether models can be asked right now.
 *
 * @param available whether the server answered
 * @param url where it was asked, without credentials
 * @param models the models that the server has, empty when it is not available
 * @param problem what is wrong and what to do, or null
 */
public record ModelStatus(boolean available, String url, List<String> models, String problem) {
    public ModelStatus {
        models = List.copyOf(models);
    }
}
