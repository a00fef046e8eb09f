package io.aiworkflow.platform.edge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a request as it comes in. A caller that sends slowly keeps neither a thread nor much memory: the request is
 * put aside, and goes through the filters again once its body is there.
 */
public final class IncomingBody implements ReadListener, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingBody.class);
    private static final String ATTRIBUTE = IncomingBody.class.getName();
    private static final int CHUNK = 8192;
    /** How often Tomcat looks for requests whose time is over. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final BodyLimits limits;
    private final ServletInputStream in;
    private final BodyBuffer buffer = new BodyBuffer();
    private final byte[] chunk = new byte[CHUNK];
    private AsyncContext async;
    private boolean complete;
    private boolean refused;
    private long forgotten;
    private boolean over;

    private IncomingBody(HttpServletRequest request, HttpServletResponse response, BodyLimits limits)
            throws IOException {
        this.request = request;
        this.response = response;
        this.limits = limits;
        this.in = request.getInputStream();
    }

    /**
     * Reads the body. The caller closes it.
     *
     * @return empty when the request is put aside until its body has come, or has been answered already
     */
    public static Optional<IncomingBody> read(
            HttpServletRequest request, HttpServletResponse response, BodyLimits limits) throws IOException {
        if (request.getContentLengthLong() > limits.size().toBytes()) {
            Refusal.answer(request, response, tooLarge(request, limits));
            return Optional.empty();
        }
        IncomingBody body = new IncomingBody(request, response, limits);
        if (body.takeWhatIsThere()) {
            return Optional.of(body);
        }
        body.putAside();
        return Optional.empty();
    }

    /** The body of a request that was put aside and is here again. It is given once. */
    public static Optional<IncomingBody> resumed(HttpServletRequest request) {
        Object body = request.getAttribute(ATTRIBUTE);
        request.removeAttribute(ATTRIBUTE);
        return body instanceof IncomingBody incoming && incoming.complete ? Optional.of(incoming) : Optional.empty();
    }

    public long size() {
        return buffer.size();
    }

    /** All of it. */
    public byte[] bytes() throws IOException {
        return buffer.bytes();
    }

    /** All of it from its beginning, until this is closed. */
    public InputStream stream() throws IOException {
        return buffer.stream();
    }

    /** Frees what it takes. */
    public void close() {
        buffer.close();
    }

    /** Small bodies come together with the head, as a rule. The parts of others are waited for without a thread. */
    private boolean takeWhatIsThere() throws IOException {
        if (request.getContentLengthLong() < 0) {
            return in.isFinished();
        }
        while (!in.isFinished() && in.available() > 0) {
            int count = in.read(chunk);
            if (count < 0) {
                return true;
            }
            buffer.append(chunk, count);
        }
        return in.isFinished();
    }

    private void putAside() {
        request.setAttribute(ATTRIBUTE, this);
        async = request.startAsync(request, response);
        async.setTimeout(limits.time().minus(LOOK_EVERY).toMillis());
        async.addListener(this);
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!over && !in.isFinished() && in.isReady()) {
            int count = in.read(chunk);
            if (count < 0) {
                return;
            }
            take(count);
        }
    }

    private void take(int count) throws IOException {
        if (refused) {
            forgotten += count;
            if (forgotten > Refusal.LONGEST_FAREWELL) {
                end();
            }
        } else if (buffer.size() + count > limits.size().toBytes()) {
            refuse(tooLarge(request, limits));
        } else {
            buffer.append(chunk, count);
        }
    }

    @Override
    public void onAllDataRead() {
        if (over || refused) {
            end();
            return;
        }
        complete = true;
        over = true;
        try {
            async.dispatch();
        } catch (RuntimeException e) {
            LOG.debug("A request could not be resumed", e);
            over = false;
            refuse(Problem.of(
                    ErrorCode.MALFORMED_REQUEST, "The path of the request is not valid.", request.getRequestURI()));
            end();
        }
    }

    /** No byte for a while, bytes that are no HTTP, or the caller is gone, which is no longer told anything. */
    @Override
    public void onError(Throwable failure) {
        LOG.debug("The body of a request did not come", failure);
        if (is(SocketTimeoutException.class, failure)) {
            refuse(tooSlow());
        } else if (is(BadRequestException.class, failure)) {
            refuse(Problem.of(
                    ErrorCode.MALFORMED_REQUEST,
                    "The body of the request is not valid HTTP.",
                    request.getRequestURI()));
        }
        end();
    }

    private static boolean is(Class<? extends Throwable> kind, Throwable failure) {
        return kind.isInstance(failure) || failure != null && kind.isInstance(failure.getCause());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        refuse(tooSlow());
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    /** Also of a request that was resumed and answered. */
    @Override
    public void onComplete(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    /** The answer goes out at once. What still comes is forgotten, so that the caller gets to read it. */
    private void refuse(Problem problem) {
        if (refused || over) {
            return;
        }
        refused = true;
        close();
        try {
            EdgeValve.reopen(request);
            response.setHeader("Connection", "close");
            Refusal.write(response, problem);
            response.flushBuffer();
        } catch (IOException e) {
            LOG.debug("The caller of a refused request is gone", e);
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        close();
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("A refused request has ended already", e);
        }
    }

    private Problem tooSlow() {
        return Problem.of(
                ErrorCode.REQUEST_TOO_SLOW,
                "the body did not come within %d seconds; send the request again, without pauses"
                        .formatted(limits.time().toSeconds()),
                request.getRequestURI());
    }

    private static Problem tooLarge(HttpServletRequest request, BodyLimits limits) {
        return Problem.of(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "the body is larger than %d bytes; send less, or split the document"
                        .formatted(limits.size().toBytes()),
                request.getRequestURI());
    }
}
