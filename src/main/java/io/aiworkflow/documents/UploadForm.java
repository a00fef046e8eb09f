package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.DocumentTags;
import io.aiworkflow.knowledge.Upload;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a form with a file and what is said of it. */
final class UploadForm {
    private static final int LONGEST_FIELD = 4096;

    private UploadForm() {}

    static Upload read(HttpServletRequest request) throws IOException {
        try {
            Part file = request.getPart("file");
            if (file == null) {
                throw new InvalidInput(
                        "the form has no file",
                        List.of(new FieldError("/file", "is required, as a part with a file name")));
            }
            String given = field(request, "name");
            String name = given == null ? file.getSubmittedFileName() : given;
            try (InputStream content = file.getInputStream()) {
                return new Upload(
                        field(request, "collection"),
                        name == null ? "" : lastName(name),
                        field(request, "title"),
                        DocumentTags.of(field(request, "tags")),
                        null,
                        content.readAllBytes());
            }
        } catch (ServletException e) {
            throw new PermanentException(ErrorCode.MALFORMED_REQUEST, "the body is not a form with a file", e);
        }
    }

    /** Some browsers tell the folders on the caller's machine too. */
    private static String lastName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static String field(HttpServletRequest request, String name) throws IOException, ServletException {
        Part part = request.getPart(name);
        if (part == null) {
            return null;
        }
        if (part.getSize() > LONGEST_FIELD) {
            throw new InvalidInput(
                    "a field of the form is too long", List.of(new FieldError("/" + name, "is too long")));
        }
        try (InputStream content = part.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
