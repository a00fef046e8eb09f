package io.aiworkflow.platform;

import org.apache.camel.Exchange;

/** For connectors that share what they have between users: tells for whom an exchange is processed. */
public interface WorkOrigin {
    Work of(Exchange exchange);
}
