package io.aiworkflow.egress;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;

/** An HTTP endpoint whose calls go where its address says, whatever headers the message has. */
final class GuardedHttpEndpoint extends DefaultEndpoint {
    private final HttpEndpoint target;

    GuardedHttpEndpoint(HttpEndpoint target) {
        super(target.getEndpointUri(), target.getComponent());
        this.target = target;
    }

    HttpEndpoint target() {
        return target;
    }

    @Override
    public Producer createProducer() throws Exception {
        return new GuardedHttpProducer(this, target.createProducer(), target.isBridgeEndpoint());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("nothing can be consumed from an HTTP endpoint");
    }

    @Override
    public boolean isLenientProperties() {
        return true;
    }

    @Override
    public void configureProperties(Map<String, Object> options) {
        target.configureProperties(options);
    }

    @Override
    protected void doStart() throws Exception {
        ServiceHelper.startService(target);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        ServiceHelper.stopService(target);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        ServiceHelper.stopAndShutdownService(target);
    }
}
