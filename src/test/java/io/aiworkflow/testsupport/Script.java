package io.aiworkflow.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of {@code scripts/}, run as an operator runs it. */
public final class Script {
    private static final long PATIENCE_SECONDS = 120;

    private Script() {}

    /**
     * Runs it to its end, which must be a good one.
     *
     * @return what it has printed
     */
    public static String run(String name, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("script", ".txt");
        List<String> command = new ArrayList<>(List.of("scripts/" + name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(ended).as("%s ends: %s", name, printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
