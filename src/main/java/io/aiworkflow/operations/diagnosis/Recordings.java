package io.aiworkflow.operations.diagnosis;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.UuidV7;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Records what the process does with Java's flight recorder: one recording at a time, bounded in time and size. The last
 * few are kept as files in the data folder.
 */
@Component
class Recordings implements DisposableBean {
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration WRITING = Duration.ofSeconds(30);
    private static final DataSize LARGEST = DataSize.ofMegabytes(64);
    private static final int KEPT = 5;
    private static final String ENDING = ".jfr";

    /** They hold environment, settings and command lines, and with them secrets, or texts that were processed. */
    private static final List<String> LEFT_OUT = List.of(
            "jdk.InitialEnvironmentVariable",
            "jdk.InitialSystemProperty",
            "jdk.InitialSecurityProperty",
            "jdk.SecurityPropertyModification",
            "jdk.JVMInformation",
            "jdk.JavaAgent",
            "jdk.NativeAgent",
            "jdk.SystemProcess",
            "jdk.ProcessStart",
            "jdk.JavaErrorThrow",
            "jdk.JavaExceptionThrow",
            "jdk.X509Certificate",
            "jdk.X509Validation",
            "jdk.TLSHandshake");

    private final Path folder;
    private Recording current;
    private RecordingInfo running;

    Recordings(DataProperties data) {
        this.folder = data.absolute().resolve("recordings");
    }

    /**
     * Begins a recording.
     *
     * @throws PermanentException STATE_CONFLICT while another one is made, or when this Java cannot record
     */
    synchronized RecordingInfo start(Duration time) {
        giveUpUnwritten();
        if (isRunning()) {
            throw conflict("a recording is being made already; it ends within %d s".formatted(LONGEST.toSeconds()));
        }
        UUID id = UuidV7.next();
        try {
            makeRoom();
            Recording recording = new Recording(settings());
            recording.setName("ai-workflow-engine");
            recording.setToDisk(true);
            recording.setMaxSize(LARGEST.toBytes());
            recording.setDuration(time);
            recording.setDestination(file(id));
            recording.start();
            current = recording;
        } catch (IOException | ParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new PermanentException(ErrorCode.STATE_CONFLICT, "this Java cannot record: " + e.getMessage(), e);
        }
        running = RecordingInfo.running(id, Instant.now(), time);
        return running;
    }

    /** The newest first. */
    synchronized List<RecordingInfo> list() {
        List<RecordingInfo> all = new ArrayList<>();
        if (isRunning()) {
            all.add(running);
        }
        files().stream()
                .filter(file -> !isBeingWritten(file))
                .map(RecordingInfo::finished)
                .forEach(all::add);
        return all;
    }

    /**
     * The file of a finished recording.
     *
     * @throws PermanentException NOT_FOUND, or STATE_CONFLICT while it is being made
     */
    synchronized Path finished(UUID id) {
        Path file = file(id);
        if (isBeingWritten(file)) {
            throw conflict("the recording is still being made; it is there %s at the latest"
                    .formatted(running.startedAt().plusSeconds(running.seconds())));
        }
        if (!Files.isRegularFile(file)) {
            throw new PermanentException(ErrorCode.NOT_FOUND, "there is no such recording in this process");
        }
        return file;
    }

    @Override
    public synchronized void destroy() {
        if (isRunning()) {
            current.close();
        }
    }

    /** When it has stopped, its file is still being written; when that is done, it is closed. */
    private boolean isRunning() {
        return current != null && current.getState() != RecordingState.CLOSED;
    }

    /** One whose file could not be written stays stopped for good. */
    private void giveUpUnwritten() {
        if (current != null
                && current.getState() == RecordingState.STOPPED
                && Instant.now()
                        .isAfter(running.startedAt()
                                .plusSeconds(running.seconds())
                                .plus(WRITING))) {
            current.close();
        }
    }

    private boolean isBeingWritten(Path file) {
        return isRunning() && file.equals(file(running.id()));
    }

    private Path file(UUID id) {
        return folder.resolve(id + ENDING);
    }

    private static Map<String, String> settings() throws IOException, ParseException {
        Map<String, String> settings =
                new TreeMap<>(Configuration.getConfiguration("profile").getSettings());
        LEFT_OUT.forEach(event -> settings.put(event + "#enabled", "false"));
        return settings;
    }

    private void makeRoom() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        List<Path> files = files();
        for (Path file : files.subList(Math.min(files.size(), KEPT - 1), files.size())) {
            Files.deleteIfExists(file);
        }
    }

    /** Their names are ids that grow with time. */
    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PermanentException conflict(String why) {
        return new PermanentException(ErrorCode.STATE_CONFLICT, why);
    }
}
