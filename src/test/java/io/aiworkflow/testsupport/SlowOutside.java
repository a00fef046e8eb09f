package io.aiworkflow.testsupport;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An outside system whose answers take time, and the Kamelet {@code slow-sink} that calls it; it knows each call. */
public final class SlowOutside implements AutoCloseable {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final Duration pause;

    /** @param pause how long each call takes */
    public SlowOutside(Duration pause) {
        this.pause = pause;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring(1);
            calls.add(name);
            waitFor(name);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    /** Lets calls of this name wait until the returned gate is opened. */
    public CountDownLatch block(String name) {
        return gates.computeIfAbsent(name, any -> new CountDownLatch(1));
    }

    public long calls(String name) {
        return calls.stream().filter(name::equals).count();
    }

    /** Writes the Kamelet into a folder of routes. */
    public void writeKamelet(Path routes) {
        try {
            Files.createDirectories(routes.resolve("kamelets"));
            Files.writeString(routes.resolve("kamelets/slow-sink.kamelet.yaml"), """
                    apiVersion: camel.apache.org/v1
                    kind: Kamelet
                    metadata:
                      name: slow-sink
                      labels:
                        camel.apache.org/kamelet.type: sink
                    spec:
                      definition:
                        title: Slow
                        description: Calls an outside system that takes its time.
                        type: object
                        required: [name]
                        properties:
                          name:
                            title: Name
                            description: What the call is called.
                            type: string
                            example: first
                      template:
                        from:
                          uri: kamelet:source
                          steps:
                            - setBody: {constant: call}
                            - to:
                                id: call-outside
                                uri: http://127.0.0.1:%d/{{name}}
                                parameters: {httpMethod: POST}
                    """.formatted(
                            server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a workflow that calls by these names, each in a step of its own. */
    public static String workflow(String name, List<String> steps) {
        StringBuilder text = new StringBuilder("""
                - route:
                    id: %1$s
                    description: Calls the outside some times.
                    from:
                      uri: workflow:%1$s
                      steps:
                """.formatted(name));
        for (String step : steps) {
            text.append("""
                            - step:
                                id: %1$s
                                steps:
                                  - to: {id: to-%1$s, uri: "kamelet:slow-sink", parameters: {name: %1$s}}
                                  - setBody: {constant: done}
                    """.formatted(step));
        }
        return text.toString();
    }

    @Override
    public void close() {
        gates.values().forEach(CountDownLatch::countDown);
        server.stop(0);
    }

    private void waitFor(String name) {
        try {
            CountDownLatch gate = gates.get(name);
            if (gate == null) {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            } else {
                gate.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
