package io.aiworkflow.operations.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A recording.
 *
 * @param state {@code running} or {@code finished}
 * @param startedAt null when that is not known any more
 * @param seconds how long it takes, null when that is not known any more
 * @param bytes the size of its file, null before it is finished
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RecordingInfo(UUID id, String state, Instant startedAt, Long seconds, Instant finishedAt, Long bytes) {
    static RecordingInfo running(UUID id, Instant startedAt, Duration time) {
        return new RecordingInfo(id, "running", startedAt, time.toSeconds(), null, null);
    }

    static RecordingInfo finished(Path file) {
        String name = file.getFileName().toString();
        try {
            return new RecordingInfo(
                    UUID.fromString(name.substring(0, name.lastIndexOf('.'))),
                    "finished",
                    null,
                    null,
                    Files.getLastModifiedTime(file).toInstant(),
                    Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
