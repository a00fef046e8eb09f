package io.aiworkflow.operations.diagnosis;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Sends recordings and thread dumps as files. Camel would gather them in memory. */
@Controller
class DiagnosisFiles {
    private final Recordings recordings;
    private final ThreadDump threads;

    DiagnosisFiles(Recordings recordings, ThreadDump threads) {
        this.recordings = recordings;
        this.threads = threads;
    }

    @GetMapping("/api/v1/admin/recordings/{id}")
    void recording(@PathVariable("id") String id, HttpServletResponse response) throws IOException {
        Path file = recordings.finished(uuid(id));
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(Files.size(file));
        response.setHeader("Content-Disposition", "attachment; filename=\"%s\"".formatted(file.getFileName()));
        Files.copy(file, response.getOutputStream());
    }

    @GetMapping("/api/v1/admin/threads")
    void threads(HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"threads.txt\"");
        threads.writeTo(response.getOutputStream());
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.NOT_FOUND, "the recording id is not a UUID", e);
        }
    }
}
