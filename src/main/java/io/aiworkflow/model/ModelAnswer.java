package io.aiworkflow.model;

/** What every call to a model yields, whatever was asked. */
interface ModelAnswer<T> {
    /** The address of the server that has answered, without credentials. */
    String server();

    Usage usage();

    T withUsage(Usage other);
}
