package io.aiworkflow.platform.edge;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Handles one request after another of a connection, and closes it when the head of one does not come to its end in time.
 * While it waits it has no thread: Tomcat calls it when more bytes have come, or none within the time that it has set.
 */
final class HeaderDeadlineProcessor extends Http11Processor {
    private final AbstractHttp11Protocol<?> protocol;
    private final long limitNanos;
    private final byte[] tooSlow;
    /** The connection on which a part of a head has come; Tomcat uses this processor for others afterwards. */
    private SocketWrapperBase<?> incomplete;

    HeaderDeadlineProcessor(AbstractHttp11Protocol<?> protocol, Duration limit, byte[] tooSlow) {
        super(protocol, protocol.getAdapter());
        this.protocol = protocol;
        this.limitNanos = limit.toNanos();
        this.tooSlow = tooSlow;
    }

    @Override
    public SocketState process(SocketWrapperBase<?> connection, SocketEvent event) throws IOException {
        if (incomplete == connection && event == SocketEvent.ERROR) {
            return refuse(connection);
        }
        return super.process(connection, event);
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        if (incomplete == connection) {
            if (leftMillis() <= 0) {
                return refuse(connection);
            }
            connection.setReadTimeout(protocol.getConnectionTimeout());
        }
        incomplete = null;
        SocketState state = super.service(connection);
        if (state == SocketState.LONG && !isAsync()) {
            incomplete = connection;
            connection.setReadTimeout(Math.max(1, leftMillis()));
        }
        return state;
    }

    /** Tomcat notes when the first byte of a request has come. */
    private long leftMillis() {
        long taken = System.nanoTime() - request.getStartTimeNanos();
        return Duration.ofNanos(limitNanos - taken).toMillis();
    }

    private SocketState refuse(SocketWrapperBase<?> connection) {
        incomplete = null;
        try {
            connection.write(true, tooSlow, 0, tooSlow.length);
            connection.flush(true);
        } catch (IOException e) {
            getLog().debug("A caller that was too slow is gone", e);
        }
        return SocketState.CLOSED;
    }
}
