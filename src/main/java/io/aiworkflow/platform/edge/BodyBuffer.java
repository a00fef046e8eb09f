package io.aiworkflow.platform.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A body while it comes in: in memory as long as it is small, else in a file that is gone with it. So many callers that
 * have sent the most of what they may and then wait cost no memory.
 */
final class BodyBuffer implements AutoCloseable {
    static final int IN_MEMORY = 64 * 1024;

    private ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
    private FileChannel file;
    private long size;

    void append(byte[] bytes, int length) throws IOException {
        size += length;
        if (file == null && size <= IN_MEMORY) {
            memory.write(bytes, 0, length);
            return;
        }
        if (file == null) {
            file = open();
            write(memory.toByteArray(), memory.size());
            memory = null;
        }
        write(bytes, length);
    }

    long size() {
        return size;
    }

    /** All of it. */
    byte[] bytes() throws IOException {
        if (file == null) {
            return memory.toByteArray();
        }
        try (InputStream in = stream()) {
            return in.readAllBytes();
        }
    }

    /** All of it, from its beginning. The stream may be left open. */
    InputStream stream() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        file.position(0);
        return new FileView(Channels.newInputStream(file));
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the file of a request's body cannot be closed", e);
        }
    }

    private static FileChannel open() throws IOException {
        Path path = Files.createTempFile("request", ".body");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private void write(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    /** Whoever reads it does not close the file: that would delete it. */
    private static final class FileView extends FilterInputStream {
        FileView(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The buffer closes the file.
        }
    }
}
