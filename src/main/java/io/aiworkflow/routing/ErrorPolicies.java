package io.aiworkflow.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * What Camel does when a route fails: nothing but pass the failure on. Runs are retried by the worker, which also logs
 * the one line about a failure; Camel's redelivery would be in memory only, and its log would repeat every failure.
 */
@Component
final class ErrorPolicies implements CamelContextConfiguration {

    @Override
    public void beforeApplicationStart(CamelContext context) {
        context.getCamelContextExtension().setErrorHandlerFactory(passOn());
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // every route, loaded early or late, takes the context's error handler when it is prepared
    }

    /** No redelivery, no log: the failure is left on the exchange for whoever sent it. */
    static ErrorHandlerFactory passOn() {
        RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
        policy.setMaximumRedeliveries("0");
        policy.setLogExhausted("false");
        policy.setLogExhaustedMessageHistory("false");
        policy.setLogExhaustedMessageBody("false");
        policy.setLogStackTrace("false");
        policy.setLogHandled("false");
        policy.setLogNewException("false");
        DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
        handler.setRedeliveryPolicy(policy);
        return handler;
    }
}
