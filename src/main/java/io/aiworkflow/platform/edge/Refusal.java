package io.aiworkflow.platform.edge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.failure.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request that goes no further with a problem document. What its caller still sends is thrown away for a while
 * without a thread, since a connection that is closed meanwhile would take the answer with it.
 */
public final class Refusal {
    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);
    private static final JsonMapper JSON = new JsonMapper();
    static final int LONGEST_FAREWELL = 2 * 1024 * 1024;
    private static final long LONGEST_FAREWELL_MILLIS = 2_000;
    private static final int CHUNK = 8192;

    private Refusal() {}

    /** Answers. Nothing else may be done with the request afterwards. */
    public static void answer(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        boolean bodyIsIn = isIn(request);
        if (!bodyIsIn) {
            // What is left of the body would be taken for the next request.
            response.setHeader("Connection", "close");
        }
        write(response, problem);
        if (!bodyIsIn && request.isAsyncSupported() && !request.isAsyncStarted()) {
            response.flushBuffer();
            Farewell.begin(request, response);
        }
    }

    static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] document = JSON.writeValueAsBytes(problem);
        response.setStatus(problem.status());
        problem.retryAfter().ifPresent(seconds -> response.setHeader(Problem.RETRY_AFTER, seconds));
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }

    /** Whether the whole body is there, or there is none. What came together with the head is read for that. */
    private static boolean isIn(HttpServletRequest request) throws IOException {
        ServletInputStream in = request.getInputStream();
        byte[] waste = new byte[CHUNK];
        boolean sized = request.getContentLengthLong() >= 0;
        while (!in.isFinished() && sized && in.available() > 0) {
            if (in.read(waste) < 0) {
                return true;
            }
        }
        return in.isFinished();
    }

    /** Reads and forgets, for a bounded time and length. */
    private static final class Farewell implements ReadListener, AsyncListener {
        private final AsyncContext async;
        private final ServletInputStream in;
        private final byte[] waste = new byte[CHUNK];
        private int length;
        private boolean over;

        private Farewell(AsyncContext async, ServletInputStream in) {
            this.async = async;
            this.in = in;
        }

        static void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync(request, response);
            async.setTimeout(LONGEST_FAREWELL_MILLIS);
            Farewell farewell = new Farewell(async, request.getInputStream());
            async.addListener(farewell);
            farewell.in.setReadListener(farewell);
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!over && !in.isFinished() && in.isReady()) {
                int count = in.read(waste);
                length += Math.max(0, count);
                if (count < 0 || length > LONGEST_FAREWELL) {
                    end();
                }
            }
        }

        @Override
        public void onAllDataRead() {
            end();
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}

        private void end() {
            if (!over) {
                over = true;
                try {
                    async.complete();
                } catch (IllegalStateException e) {
                    LOG.debug("A refused request has ended already", e);
                }
            }
        }
    }
}
