package io.aiworkflow.worker;

import io.aiworkflow.destinations.CallGuard;
import org.apache.camel.AsyncProcessor;
import org.springframework.stereotype.Component;

/** Calls of destinations end with the step or attempt that makes them: Camel shows no interceptor those of a recipient list. */
@Component
class InterruptibleCalls implements CallGuard {
    @Override
    public AsyncProcessor around(AsyncProcessor call) {
        return new InterruptibleCall(call);
    }
}
