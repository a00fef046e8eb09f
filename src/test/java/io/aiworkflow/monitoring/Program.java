package io.aiworkflow.monitoring;

import io.aiworkflow.testsupport.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program that Debian's packages prometheus and prometheus-alertmanager bring, where they are installed. */
final class Program implements AutoCloseable {
    /** Of programs that are named otherwise. */
    private static final Map<String, String> PACKAGES = Map.of(
            "promtool", "prometheus",
            "amtool", "prometheus-alertmanager");

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    /** What it printed and how it ended. */
    record Ended(int code, String output) {}

    /** Skips the test where one of them is missing. */
    static void need(String... names) {
        for (String name : names) {
            if (Programs.find(name).isEmpty()) {
                Assumptions.abort("there is no %s on this machine; install Debian's package %s"
                        .formatted(name, PACKAGES.getOrDefault(name, name)));
            }
        }
    }

    /** Runs it to its end. */
    static Ended run(String name, Object... arguments) {
        try {
            Process process = builder(name, arguments).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it in the background, where it stays until it is closed. */
    static Program start(String name, File log, Object... arguments) {
        return start(name, Map.of(), log, arguments);
    }

    static Program start(String name, Map<String, String> environment, File log, Object... arguments) {
        ProcessBuilder builder = builder(name, arguments).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProcessBuilder builder(String name, Object... arguments) {
        List<String> command = Stream.concat(Programs.find(name).stream(), Stream.of(arguments))
                .map(Object::toString)
                .toList();
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
