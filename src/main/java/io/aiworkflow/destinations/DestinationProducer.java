package io.aiworkflow.destinations;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Hands the exchange to what stands behind the name. */
final class DestinationProducer extends DefaultAsyncProducer {
    private final AsyncProcessor call;

    DestinationProducer(DestinationEndpoint endpoint, AsyncProcessor call) {
        super(endpoint);
        this.call = call;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return call.process(exchange, callback);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(call);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(call);
        super.doStop();
    }
}
