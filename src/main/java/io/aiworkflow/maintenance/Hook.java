package io.aiworkflow.maintenance;

import io.aiworkflow.failure.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of this machine that does what the engine itself cannot. It is started without a shell and without arguments,
 * has the engine's environment, and is ended with all that it has started when its time is over.
 */
final class Hook {
    private static final int SHOWN_LINES = 5;
    private static final int LONGEST_OUTPUT = 64 * 1024;
    private static final Duration TO_END = Duration.ofSeconds(5);

    private Hook() {}

    /**
     * @param what it is for people
     * @param setting the name of the setting with its path
     */
    static JobResult run(String what, String setting, MaintenanceProperties.Command hook)
            throws IOException, InterruptedException {
        if (hook.command().isBlank()) {
            return new JobResult(
                    false, "No %s is configured; %s names the program.".formatted(what, setting), Map.of());
        }
        Path program = Path.of(hook.command());
        if (!Files.isExecutable(program)) {
            throw new JobFailed("%s is no program that can be started; see %s".formatted(program, setting));
        }
        Path output = Files.createTempFile("maintenance-", ".out");
        try {
            return run(what, program, hook.timeout(), output);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static JobResult run(String what, Path program, Duration timeout, Path output)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(program.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new JobFailed("%s was ended, as it took longer than %s".formatted(program, timeout));
            }
        } finally {
            end(process);
        }
        String last = String.join(" | ", lastLines(output));
        if (process.exitValue() != 0) {
            throw new JobFailed("%s ended with %d: %s".formatted(program, process.exitValue(), last));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("tookMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        figures.put("output", last);
        return JobResult.of("The %s was made.".formatted(what), figures);
    }

    /** Nothing of it stays behind, whatever it has started itself. */
    private static void end(Process process) throws InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<String> lastLines(Path output) throws IOException {
        try (var in = Files.newByteChannel(output)) {
            long size = in.size();
            in.position(Math.max(0, size - LONGEST_OUTPUT));
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, LONGEST_OUTPUT));
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // Reads on until the end.
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(Redaction::clean)
                    .toList();
            return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        }
    }
}
