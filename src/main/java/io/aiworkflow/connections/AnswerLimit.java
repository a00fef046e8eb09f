package io.aiworkflow.connections;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Breaks off an answer that grows beyond a limit, counted after it was unpacked. It never reads the rest. */
final class AnswerLimit implements ExecChainHandler {
    private final long maxBytes;

    AnswerLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getEntity() != null) {
            response.setEntity(new LimitedEntity(response.getEntity(), scope));
        }
        return response;
    }

    private final class LimitedEntity extends HttpEntityWrapper {
        private final ExecChain.Scope scope;
        private InputStream content;

        LimitedEntity(HttpEntity entity, ExecChain.Scope scope) {
            super(entity);
            this.scope = scope;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = new LimitedStream(super.getContent(), scope);
            }
            return content;
        }
    }

    private final class LimitedStream extends FilterInputStream {
        private final ExecChain.Scope scope;
        private long count;

        LimitedStream(InputStream in, ExecChain.Scope scope) {
            super(in);
            this.scope = scope;
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
                if (scope.originalRequest instanceof Cancellable call) {
                    call.cancel();
                }
                throw new AnswerTooLarge(maxBytes);
            }
        }
    }
}
