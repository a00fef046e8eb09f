package io.aiworkflow.model;

/** What every call to a model yields, whatever was asked. */
interface ModelAnswer<T> {
    Usage usage();

    T withUsage(Usage other);
}
