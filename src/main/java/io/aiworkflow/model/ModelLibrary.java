package io.aiworkflow.model;

/** Changes which models a server has. */
interface ModelLibrary {
    /** @throws ModelUnavailable when the server does not have it */
    ModelDetails show(String model);

    /** Fetches a model; goes on where an earlier fetch has ended. Interrupting the thread ends it. */
    void pull(String model, PullListener listener);

    /** @throws ModelUnavailable when the server does not have it */
    void delete(String model);

    /**
     * Loads a model into memory, which may take minutes.
     *
     * @return the context length with which it is loaded now, 0 when the server does not say
     */
    int preload(String model);
}
