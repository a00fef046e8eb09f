package io.aiworkflow.egress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Makes an HTTP call without the headers that would change its address. Camel would also resolve property placeholders
 * in them, which must never happen to data. After the call the message has its headers again.
 */
final class GuardedHttpProducer extends DefaultProducer {
    private static final List<String> ADDRESS =
            List.of(HttpConstants.HTTP_URI, HttpConstants.REST_HTTP_URI, HttpConstants.REST_HTTP_QUERY);

    /** A bridge passes on what its own caller asked for; else they would be left over from that request. */
    private static final List<String> PATH_AND_QUERY =
            List.of(HttpConstants.HTTP_PATH, HttpConstants.HTTP_QUERY, HttpConstants.HTTP_RAW_QUERY);

    private final Producer target;
    private final List<String> ignored;

    GuardedHttpProducer(Endpoint endpoint, Producer target, boolean bridge) {
        super(endpoint);
        this.target = target;
        this.ignored = bridge
                ? ADDRESS
                : Stream.concat(ADDRESS.stream(), PATH_AND_QUERY.stream()).toList();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Map<String, Object> taken = new LinkedHashMap<>();
        Message request = exchange.getIn();
        for (String header : ignored) {
            Object value = request.removeHeader(header);
            if (value != null) {
                taken.put(header, value);
            }
        }
        try {
            target.process(exchange);
        } finally {
            Message answer = exchange.getMessage();
            taken.forEach(answer::setHeader);
        }
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ServiceHelper.initService(target);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(target);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(target);
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        ServiceHelper.stopAndShutdownService(target);
        super.doShutdown();
    }
}
