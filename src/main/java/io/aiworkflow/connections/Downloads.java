package io.aiworkflow.connections;

import io.aiworkflow.egress.GuardedHttp;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Fetches what a caller names the address of, guarded as all calls of routes are. Whatever goes wrong is told as a fault
 * of the address, since the caller chose it.
 */
@Component
public class Downloads {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String OPTIONS =
            "?throwExceptionOnFailure=false&followRedirects=false&copyHeaders=false&connectTimeout=5000&responseTimeout=10000";

    private final CamelContext context;

    Downloads(CamelContext context) {
        this.context = context;
    }

    /**
     * Fetches the whole content.
     *
     * @param most more is refused
     * @throws PermanentException FETCH_FAILED, or PAYLOAD_TOO_LARGE
     */
    public byte[] fetch(URI address, DataSize most) throws InterruptedException {
        String host = host(address);
        Producer producer = null;
        try {
            producer = open(host, most);
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setHeader(Exchange.HTTP_METHOD, "GET");
            exchange.getIn().setHeader(Exchange.HTTP_URI, address.toASCIIString());
            producer.process(exchange);
            byte[] content = exchange.getMessage().getBody(byte[].class);
            int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
            if (status != 200) {
                throw failed(
                        address,
                        "its server answered with HTTP status %d%s"
                                .formatted(status, status / 100 == 3 ? "; redirects are not followed" : ""),
                        null);
            }
            return content == null ? new byte[0] : content;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw failure(address, e);
        } finally {
            if (producer != null) {
                ServiceHelper.stopAndShutdownServices(producer, producer.getEndpoint());
            }
        }
    }

    /**
     * The address that a text names.
     *
     * @throws PermanentException FETCH_FAILED when it names none
     */
    public static URI address(String text) {
        try {
            URI address = new URI(text.strip());
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if (List.of("http", "https").contains(scheme)
                    && address.getHost() != null
                    && address.getRawUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw noAddress();
        }
        throw noAddress();
    }

    private static PermanentException noAddress() {
        return new PermanentException(
                ErrorCode.FETCH_FAILED,
                "the url must be an http or https address with a host, without user and password");
    }

    private static String host(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme().toLowerCase(Locale.ROOT) + "://" + address.getHost() + port;
    }

    private Producer open(String host, DataSize most) throws Exception {
        HttpEndpoint endpoint = GuardedHttp.endpoint(context, host + OPTIONS);
        HttpClientConfigurer others = endpoint.getHttpClientConfigurer();
        endpoint.setHttpClientConfigurer(client -> {
            others.configureHttpClient(client);
            client.addExecInterceptorFirst("limit-answer", new AnswerLimit(most.toBytes(), Optional.of(LONGEST)));
        });
        Producer producer = endpoint.createProducer();
        ServiceHelper.startService(endpoint, producer);
        return producer;
    }

    private static PermanentException failure(URI address, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PermanentException known && known.code() == ErrorCode.FETCH_FAILED) {
                return known;
            }
            if (cause instanceof EngineException known) {
                return failed(address, known.getMessage(), failure);
            }
            if (cause instanceof AnswerTooLarge) {
                return new PermanentException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "the document at this address is too large: " + cause.getMessage());
            }
        }
        return failed(
                address, "the call broke off (%s)".formatted(failure.getClass().getSimpleName()), failure);
    }

    private static PermanentException failed(URI address, String why, Exception cause) {
        return new PermanentException(
                ErrorCode.FETCH_FAILED,
                "the document at %s could not be fetched: %s".formatted(address.getHost(), why),
                cause);
    }
}
