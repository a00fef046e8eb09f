package io.aiworkflow.connections;

import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultProducer;

/** Sends the body to a connection and takes the answer as body. Headers of the message play no part in it. */
final class HttpConnectionProducer extends DefaultProducer {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=UTF-8";

    /** Set around a step with an outside effect. */
    private static final String EFFECT_KEY = "effectKey";

    private final HttpConnectionEndpoint endpoint;

    HttpConnectionProducer(HttpConnectionEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        HttpCaller caller = endpoint.caller();
        Object answer = caller.call(request(exchange, caller));
        exchange.getMessage().setBody(answer);
    }

    private HttpCaller.Request request(Exchange exchange, HttpCaller caller) {
        String method = endpoint.getMethod();
        boolean sendsBody = !method.equals("GET") && !method.equals("DELETE");
        try {
            Map<String, String> headers = endpoint.headers(exchange);
            String key = exchange.getProperty(EFFECT_KEY, String.class);
            if (key != null && !method.equals("GET")) {
                headers.putIfAbsent(IDEMPOTENCY_KEY, key);
            }
            byte[] body = sendsBody ? body(exchange.getMessage()) : null;
            return new HttpCaller.Request(
                    method,
                    caller.url().join(endpoint.path(exchange), endpoint.query(exchange)),
                    headers,
                    body,
                    endpoint.isText() ? TEXT : JSON,
                    endpoint.isText());
        } catch (IllegalArgumentException e) {
            throw caller.errors().refused(e.getMessage(), e);
        }
    }

    /** A request that came in as JSON, or bytes, go on as they are. */
    private byte[] body(Message message) {
        Object body = message.getBody();
        if (body == null) {
            return null;
        } else if (body instanceof byte[] || body instanceof InputStream || body instanceof StreamCache) {
            return message.getBody(byte[].class);
        }
        String text = endpoint.isText() ? message.getBody(String.class) : StrictJson.write(MessageValues.toJson(body));
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
