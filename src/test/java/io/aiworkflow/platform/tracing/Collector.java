package io.aiworkflow.platform.tracing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Takes traces as a collector of OpenTelemetry does: OTLP over HTTP, of which it reads what tests ask for. */
final class Collector implements AutoCloseable {
    private static final int LENGTH_DELIMITED = 2;

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /** A span as it was delivered; ids are in hexadecimal digits, that of the parent is empty for the first of a trace. */
    record Received(String trace, String id, String parent, String name) {}

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Collector collector = new Collector(server);
            server.createContext("/v1/traces", exchange -> {
                collector.read(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return collector;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Received> spans(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Resource spans in 1, their scopes in 2, the spans of these in 2. */
    private void read(byte[] request) {
        fields(
                request,
                (resource, body) -> fields(body, (scope, scoped) -> {
                    if (scope == 2) {
                        fields(scoped, (kind, span) -> {
                            if (kind == 2) {
                                spans.add(span(span));
                            }
                        });
                    }
                }));
    }

    private static Received span(byte[] bytes) {
        List<String> found = new ArrayList<>(List.of("", "", "", ""));
        fields(bytes, (number, value) -> {
            switch (number) {
                case 1 -> found.set(0, HexFormat.of().formatHex(value));
                case 2 -> found.set(1, HexFormat.of().formatHex(value));
                case 4 -> found.set(2, HexFormat.of().formatHex(value));
                case 5 -> found.set(3, new String(value, StandardCharsets.UTF_8));
                default -> {
                    // Times, attributes and so on.
                }
            }
        });
        return new Received(found.get(0), found.get(1), found.get(2), found.get(3));
    }

    /** The length-delimited fields of a protobuf message. */
    private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long key = varint(in);
            switch ((int) key & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case LENGTH_DELIMITED -> {
                    byte[] value = new byte[(int) varint(in)];
                    in.get(value);
                    each.accept((int) (key >>> 3), value);
                }
                case 5 -> in.getInt();
                default -> throw new IllegalStateException("unknown wire type");
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
