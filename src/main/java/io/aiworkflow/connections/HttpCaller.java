package io.aiworkflow.connections;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.egress.GuardedHttp;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.platform.StrictJson;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.IOHelper;

/**
 * Sends the requests of one connection through the guarded HTTP component, so that what guards, counts and ends outgoing
 * calls there holds for them too. The exchange it uses is its own: no header of a route is in it.
 */
final class HttpCaller {
    private final ConnectionErrors errors;
    private final HttpConnection connection;
    private final BaseUrl url;
    private final CamelContext context;
    private final Producer producer;

    private HttpCaller(
            ConnectionErrors errors, HttpConnection connection, BaseUrl url, CamelContext context, Producer producer) {
        this.errors = errors;
        this.connection = connection;
        this.url = url;
        this.context = context;
        this.producer = producer;
    }

    static HttpCaller open(CamelContext context, String name, BaseUrl url, HttpConnection connection) {
        try {
            String options = "?throwExceptionOnFailure=false&followRedirects=false&copyHeaders=false"
                    + "&connectTimeout=%d&responseTimeout=%d"
                            .formatted(
                                    connection.connectTimeout().toMillis(),
                                    connection.responseTimeout().toMillis());
            HttpEndpoint endpoint = GuardedHttp.endpoint(context, url.uri() + options);
            HttpClientConfigurer others = endpoint.getHttpClientConfigurer();
            endpoint.setHttpClientConfigurer(client -> {
                others.configureHttpClient(client);
                client.addExecInterceptorFirst(
                        "limit-answer", new AnswerLimit(connection.maxAnswer().toBytes()));
            });
            Producer producer = endpoint.createProducer();
            ServiceHelper.startService(endpoint, producer);
            return new HttpCaller(new ConnectionErrors(name), connection, url, context, producer);
        } catch (Exception e) {
            throw new IllegalStateException("the connection '%s' cannot be opened".formatted(name), e);
        }
    }

    BaseUrl url() {
        return url;
    }

    ConnectionErrors errors() {
        return errors;
    }

    void close() {
        ServiceHelper.stopAndShutdownServices(producer, producer.getEndpoint());
    }

    /** The answer's content: plain values when it is JSON, else a text or bytes; null when there is none. */
    Object call(Request request) throws InterruptedException {
        Exchange exchange = new DefaultExchange(context);
        prepare(exchange.getIn(), request);
        Message answer;
        byte[] content;
        try {
            producer.process(exchange);
            answer = exchange.getMessage();
            content = answer.getBody(byte[].class);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw errors.ofException(e);
        }
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        if (status < 200 || status > 299) {
            throw errors.ofStatus(request.method(), status, answer.getHeader("Retry-After", String.class));
        }
        return content == null || content.length == 0 ? null : value(request, answer, content);
    }

    private void prepare(Message message, Request request) {
        connection.headers().forEach(message::setHeader);
        request.headers().forEach(message::setHeader);
        if (connection.authorization() != null && !connection.authorization().isBlank()) {
            message.setHeader("Authorization", connection.authorization());
        }
        message.setHeader("Accept", request.isText() ? "*/*" : "application/json, */*;q=0.5");
        if (request.body() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, request.contentType());
        }
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, request.uri().toString());
        message.setBody(request.body());
    }

    private Object value(Request request, Message answer, byte[] content) throws EngineException {
        String type = String.valueOf(answer.getHeader(Exchange.CONTENT_TYPE, String.class))
                .toLowerCase(Locale.ROOT);
        String media = type.split(";", 2)[0].strip();
        boolean json = media.equals("application/json") || media.endsWith("+json");
        if (json && !request.isText()) {
            try {
                return StrictJson.toJava(StrictJson.parse(content));
            } catch (JsonProcessingException e) {
                throw errors.unusable("it is not valid JSON: " + StrictJson.reason(e), e);
            }
        }
        boolean text = request.isText() || media.startsWith("text/") || media.endsWith("xml");
        return text ? new String(content, charset(type)) : content;
    }

    private static Charset charset(String contentType) {
        try {
            String name = IOHelper.getCharsetNameFromContentType(contentType);
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /**
     * What is sent.
     *
     * @param body the content, or null
     * @param isText whether the answer is taken as text, whatever it is
     */
    record Request(
            String method, URI uri, Map<String, String> headers, byte[] body, String contentType, boolean isText) {}
}
