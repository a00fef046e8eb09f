package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.maintenance.MaintenanceProperties.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void withNothingConfiguredItSaysWhatToSetAndHasDoneNothing() throws Exception {
        JobResult result = Hook.run("backup", "engine.x.command", new Command("", LONG));

        assertThat(result.done()).isFalse();
        assertThat(result.summary()).isEqualTo("No backup is configured; engine.x.command names the program.");
    }

    @Test
    void tellsTheLastLinesOfAProgramThatHasDoneItsWork() throws Exception {
        String program = program("for i in 1 2 3 4 5 6 7; do echo line $i; done\n");

        JobResult result = Hook.run("backup", "x", new Command(program, LONG));

        assertThat(result.done()).isTrue();
        assertThat(result.summary()).isEqualTo("The backup was made.");
        assertThat(result.figures()).containsEntry("output", "line 3 | line 4 | line 5 | line 6 | line 7");
    }

    @Test
    void aProgramThatFailsFailsTheJobWithWhatItSaid() throws IOException {
        String program = program("echo the disk is full >&2\nexit 3\n");

        assertThatThrownBy(() -> Hook.run("backup", "x", new Command(program, LONG)))
                .isInstanceOf(JobFailed.class)
                .hasMessageContaining("ended with 3: the disk is full");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Hook.run("backup", "engine.x.command", new Command("/no/such/program", LONG)))
                .isInstanceOf(JobFailed.class)
                .hasMessage("/no/such/program is no program that can be started; see engine.x.command");
    }

    @Test
    void whatTakesTooLongIsEndedWithAllThatItHasStarted() throws IOException {
        Path child = folder.resolve("child");
        String program = program("sleep 600 &\necho $! >" + child + "\nsleep 600\n");

        assertThatThrownBy(() -> Hook.run("backup", "x", new Command(program, Duration.ofSeconds(2))))
                .isInstanceOf(JobFailed.class)
                .hasMessageContaining("took longer than PT2S");

        assertGone(child);
    }

    @Test
    void aRunThatIsCancelledEndsTheProgram() throws Exception {
        Path child = folder.resolve("child");
        String program = program("sleep 600 &\necho $! >" + child + "\nsleep 600\n");
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        AtomicReference<JobResult> result = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                result.set(Hook.run("backup", "x", new Command(program, LONG)));
                ended.complete(null);
            } catch (Exception e) {
                ended.complete(e);
            }
        });
        thread.start();
        await().until(() -> Files.exists(child) && !Files.readString(child).isBlank());

        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertGone(child);
    }

    private static void assertGone(Path child) throws IOException {
        long id = Long.parseLong(Files.readString(child).strip());
        await().until(() ->
                ProcessHandle.of(id).map(process -> !process.isAlive()).orElse(true));
    }

    private String program(String commands) throws IOException {
        Path program = folder.resolve("program.sh");
        Files.writeString(program, "#!/bin/sh\n" + commands);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.toString();
    }
}
