package io.aiworkflow.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * An outside system whose bookings are the effects: it writes down each one that it has made with the key that it was
 * given, and behaves as badly as it is told to.
 */
public final class BookingService implements AutoCloseable {
    /** What becomes of a booking that is asked for. */
    public enum Behaviour {
        MAKES_IT,
        MAKES_IT_AND_HANGS_UP,
        MAKES_IT_AND_FAILS,
        HANGS_UP,
        REFUSES,
        IS_UNAVAILABLE
    }

    private final HttpServer server;
    private final Deque<Behaviour> script = new ArrayDeque<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private int questions;

    public BookingService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "booking-service");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/book", this::book);
        server.createContext("/find", this::find);
        server.start();
    }

    public String uri(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Forgets everything, behaves like this with the next requests, and well after that. */
    public synchronized void reset(Behaviour... next) {
        keys.clear();
        made.clear();
        questions = 0;
        script.clear();
        script.addAll(List.of(next));
    }

    /** The keys of all requests. */
    public synchronized List<String> keys() {
        return List.copyOf(keys);
    }

    /** The keys of the bookings that were made. */
    public synchronized List<String> made() {
        return List.copyOf(made);
    }

    public synchronized int questions() {
        return questions;
    }

    private synchronized Behaviour next(String key) {
        Behaviour behaviour = script.isEmpty() ? Behaviour.MAKES_IT : script.poll();
        keys.add(key);
        if (behaviour.name().startsWith("MAKES_IT")) {
            made.add(key);
        }
        return behaviour;
    }

    private void book(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        switch (next(key)) {
            case MAKES_IT -> answer(exchange, 200, "booked");
            case MAKES_IT_AND_FAILS -> answer(exchange, 500, "booked, but lost my head");
            case REFUSES -> answer(exchange, 422, "no");
            case IS_UNAVAILABLE -> answer(exchange, 503, "later");
            case MAKES_IT_AND_HANGS_UP, HANGS_UP -> exchange.close();
        }
    }

    private void find(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        boolean known;
        synchronized (this) {
            questions++;
            known = made.contains(key);
        }
        answer(exchange, 200, known ? "found" : "");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
