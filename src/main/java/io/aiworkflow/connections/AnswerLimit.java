package io.aiworkflow.connections;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Breaks off an answer that grows beyond a limit, counted after it was unpacked, or that takes too long in all. It never
 * reads the rest.
 */
final class AnswerLimit implements ExecChainHandler {
    private final long maxBytes;
    private final Optional<Duration> longest;

    AnswerLimit(long maxBytes) {
        this(maxBytes, Optional.empty());
    }

    /** @param longest from the request to the last byte */
    AnswerLimit(long maxBytes, Optional<Duration> longest) {
        this.maxBytes = maxBytes;
        this.longest = longest;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long start = System.nanoTime();
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getEntity() != null) {
            response.setEntity(new LimitedEntity(response.getEntity(), scope, start));
        }
        return response;
    }

    private final class LimitedEntity extends HttpEntityWrapper {
        private final ExecChain.Scope scope;
        private final long start;
        private InputStream content;

        LimitedEntity(HttpEntity entity, ExecChain.Scope scope, long start) {
            super(entity);
            this.scope = scope;
            this.start = start;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = new LimitedStream(super.getContent(), scope, start);
            }
            return content;
        }
    }

    private final class LimitedStream extends FilterInputStream {
        private final ExecChain.Scope scope;
        private final long start;
        private long count;

        LimitedStream(InputStream in, ExecChain.Scope scope, long start) {
            super(in);
            this.scope = scope;
            this.start = start;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        /** Closing a stream reads it to its end, so the connection is closed before. */
        private void count(int bytes) throws IOException {
            count += bytes;
            if (count > maxBytes) {
                cancel();
                throw new AnswerTooLarge(maxBytes);
            }
            if (longest.filter(time -> System.nanoTime() - start > time.toNanos())
                    .isPresent()) {
                cancel();
                throw new SocketTimeoutException("the answer takes too long");
            }
        }

        private void cancel() {
            if (scope.originalRequest instanceof Cancellable call) {
                call.cancel();
            }
        }
    }
}
