package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.edge.WebProperties.ProxyHeaders;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * The first to see a request, also one that Tomcat refuses itself: it finds out where the request came from, gives the
 * answer its security headers, and sees to it that no thread waits for the rest of a refused body.
 */
final class EdgeValve extends ValveBase {
    private static final String RESPONSE = EdgeValve.class.getName();
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final TrustedProxies proxies;
    private final ProxyHeaders proxyHeaders;
    private final SecurityHeaders headers;

    EdgeValve(TrustedProxies proxies, ProxyHeaders proxyHeaders, SecurityHeaders headers) {
        super(true);
        this.proxies = proxies;
        this.proxyHeaders = proxyHeaders;
        this.headers = headers;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        findCaller(request);
        addHeaders(request, response);
        request.setAttribute(RESPONSE, response);
        getNext().invoke(request, response);
        if (!response.isCommitted()) {
            // Something on the way may have begun the answer anew.
            addHeaders(request, response);
        }
        if (!request.isAsync() && response.getStatus() >= 400 && !request.isFinished()) {
            // Tomcat would read the rest with this thread, however slowly it came.
            response.setHeader("Connection", "close");
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Tomcat gives up an answer for its own page when it cannot read on. This takes it back, while nothing is sent. */
    static void reopen(HttpServletRequest request) {
        if (request.getAttribute(RESPONSE) instanceof Response response && !response.isCommitted()) {
            response.setSuspended(false);
            response.resetBuffer();
        }
    }

    /** A request passes here again when it is resumed. Then it has its caller already and no such headers any more. */
    private void findCaller(Request request) {
        MimeHeaders received = request.getCoyoteRequest().getMimeHeaders();
        ClientAddress peer = ClientAddress.of(request);
        if (proxies.trusts(peer)) {
            ProxyWord word = ProxyWord.read(received, proxyHeaders);
            ClientAddress caller = proxies.caller(peer, word.chain());
            if (!caller.equals(peer)) {
                request.setRemoteAddr(caller.text());
                request.setRemoteHost(caller.text());
            }
            setScheme(request, word.scheme());
        }
        ProxyWord.drop(received);
    }

    private static void setScheme(Request request, String scheme) {
        if (scheme.isEmpty()) {
            return;
        }
        boolean secure = scheme.equals("https");
        request.getCoyoteRequest().scheme().setString(scheme);
        request.setSecure(secure);
        if (secure && request.getServerPort() == HTTP_PORT) {
            request.setServerPort(HTTPS_PORT);
        }
    }

    private void addHeaders(Request request, Response response) {
        if (response.getHeader(SecurityHeaders.POLICY) == null) {
            headers.addTo(response, request.getRequestURI(), request.isSecure());
        }
    }
}
