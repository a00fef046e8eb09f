package io.aiworkflow.testsupport;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/1.1 connection to a fake server, kept alive between requests. While an answer is being given it watches for
 * the client's leaving, which a servlet-like server cannot see.
 */
final class FakeConnection implements Closeable {

    /** Gives the answer to a request on the connection. It runs on a thread of its own and is interrupted on leaving. */
    interface Responder {
        void respond(Request request, FakeConnection connection) throws IOException, InterruptedException;
    }

    record Request(String method, String path, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final PushbackInputStream in;
    private final OutputStream out;
    private final Runnable onClientGone;

    FakeConnection(Socket socket, Runnable onClientGone) throws IOException {
        this.socket = socket;
        this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
        this.onClientGone = onClientGone;
        socket.setTcpNoDelay(true);
    }

    void serve(Responder responder) {
        try (socket) {
            for (Request request = read(); request != null; request = read()) {
                CountDownLatch answered = new CountDownLatch(1);
                Thread answering = answer(responder, request, answered);
                int next = watch();
                if (next < 0) {
                    if (answered.getCount() > 0) {
                        onClientGone.run();
                    }
                    answering.interrupt();
                    return;
                }
                in.unread(next);
                answering.join();
            }
        } catch (IOException e) {
            // The connection is over; the test sees its own side of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread answer(Responder responder, Request request, CountDownLatch answered) {
        Thread thread = new Thread(
                () -> {
                    try {
                        responder.respond(request, this);
                    } catch (IOException | InterruptedException e) {
                        // The client has left, which the watching thread reports.
                        return;
                    }
                    answered.countDown();
                },
                "fake-answer");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private int watch() {
        try {
            return in.read();
        } catch (IOException e) {
            return -1;
        }
    }

    void head(int status, String contentType, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder(
                "HTTP/1.1 " + status + " X\r\nContent-Type: " + contentType + "\r\nTransfer-Encoding: chunked\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    void chunk(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        write(bytes);
        write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    void end() throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    void pause(Duration pause) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private Request read() throws IOException {
        String first = line();
        if (first == null || first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        String[] words = first.split(" ");
        return new Request(words[0], words[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
