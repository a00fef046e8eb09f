package io.aiworkflow.intake;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** A request whose body has come in whole, so that reading it never waits. */
class ReadRequest extends HttpServletRequestWrapper {
    private final InputStream body;
    private final long length;
    private List<Part> parts;
    private boolean first = true;

    ReadRequest(HttpServletRequest request, InputStream body, long length) {
        super(request);
        this.body = body;
        this.length = length;
    }

    /** What comes from now on is no longer the request itself, but the dispatch of its answer. */
    void isServed() {
        first = false;
    }

    /** A request that was put aside until its body had come is a new one to all that stands behind. */
    @Override
    public DispatcherType getDispatcherType() {
        return first ? DispatcherType.REQUEST : super.getDispatcherType();
    }

    @Override
    public int getContentLength() {
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    @Override
    public long getContentLengthLong() {
        return length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ReadBody(body);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    /** Tomcat would look for them in the body that has been read already. */
    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        if (parts == null) {
            parts = FormParts.of(this);
        }
        return parts;
    }

    @Override
    public Part getPart(String name) throws IOException, ServletException {
        return getParts().stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** A body that is there and so is always ready. */
    private static final class ReadBody extends ServletInputStream {
        private final InputStream in;

        ReadBody(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public boolean isFinished() {
            try {
                return in.available() == 0;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is read already");
        }
    }
}
