package io.aiworkflow.platform.edge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 as Tomcat speaks it, with a limit for the time that the head of a request takes in all. Tomcat's own limit
 * begins anew with each byte. Tomcat makes it by its name.
 */
public final class HeaderDeadlineProtocol extends Http11NioProtocol {
    /** How often Tomcat looks for connections whose time is over. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private Duration headerTime = Duration.ofSeconds(10);
    private byte[] tooSlow = new byte[0];

    /**
     * @param atMost when callers have their answer at the latest
     * @param answer what they are told then, as it goes over the wire
     */
    void limitHeaders(Duration atMost, String answer) {
        this.headerTime = atMost;
        this.tooSlow = answer.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected Processor createProcessor() {
        return new HeaderDeadlineProcessor(this, headerTime.minus(LOOK_EVERY), tooSlow);
    }
}
