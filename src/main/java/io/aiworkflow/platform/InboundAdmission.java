package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.UnaryOperator;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** Decides what of its requests a Camel route gets to see. */
public interface InboundAdmission {
    /**
     * Asked once for each started route and method.
     *
     * @return what leaves of a request nothing but what this endpoint may be sent with this method
     */
    UnaryOperator<HttpServletRequest> to(PlatformHttpEndpoint endpoint, String method);
}
