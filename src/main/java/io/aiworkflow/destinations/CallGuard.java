package io.aiworkflow.destinations;

import org.apache.camel.AsyncProcessor;

/** What stands around each call of a destination, on whatever thread; implemented where runs are executed. */
public interface CallGuard {
    AsyncProcessor around(AsyncProcessor call);
}
