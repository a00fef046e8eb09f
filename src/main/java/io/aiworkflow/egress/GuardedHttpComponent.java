package io.aiworkflow.egress;

import java.net.Proxy;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.client5.http.socket.LayeredConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;

/**
 * Camel's HTTP component with the guard in each of its clients: addresses are checked and pinned when a connection is
 * opened, requests stay on the host that the endpoint names, and no option gets around either.
 */
@Component("http,https")
@SuppressWarnings("deprecation") // Camel 4.17 builds on the client's older socket factories
final class GuardedHttpComponent extends HttpComponent {
    private final EgressGuard guard;

    GuardedHttpComponent(EgressGuard guard) {
        this.guard = guard;
    }

    EgressGuard guard() {
        return guard;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (Map.Entry<String, Object> option : parameters.entrySet()) {
            Optional<String> fault = HttpOptions.fault(option.getKey(), String.valueOf(option.getValue()));
            if (fault.isPresent()) {
                throw new IllegalArgumentException(fault.get());
            }
        }
        HttpEndpoint endpoint = (HttpEndpoint) super.createEndpoint(uri, remaining, parameters);
        CallTarget target = CallTarget.of(endpoint.getHttpUri(), remaining);
        endpoint.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(
                endpoint.getHttpClientConfigurer(), new GuardedClient(target)));
        return new GuardedHttpEndpoint(endpoint);
    }

    @Override
    protected HttpClientConnectionManager createConnectionManager(
            Registry<ConnectionSocketFactory> sockets, int most, int mostPerHost, SocketConfig config) {
        var https = (LayeredConnectionSocketFactory) sockets.lookup(URIScheme.HTTPS.id);
        TlsSocketStrategy tls = (socket, host, port, attachment, context) ->
                (SSLSocket) https.createLayeredSocket(socket, host, port, attachment, context);
        var operator = new DefaultHttpClientConnectionOperator(
                // A plain socket would go through the SOCKS proxy of the Java virtual machine.
                proxy -> new Socket(Proxy.NO_PROXY),
                null,
                new CheckedNames(guard),
                scheme -> URIScheme.HTTPS.same(scheme) ? tls : null);
        var connections = new PoolingHttpClientConnectionManager(
                operator,
                PoolConcurrencyPolicy.STRICT,
                PoolReusePolicy.LIFO,
                TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                null);
        connections.setMaxTotal(most > 0 ? most : getMaxTotalConnections());
        connections.setDefaultMaxPerRoute(mostPerHost > 0 ? mostPerHost : getConnectionsPerRoute());
        connections.setDefaultSocketConfig(config);
        return connections;
    }
}
