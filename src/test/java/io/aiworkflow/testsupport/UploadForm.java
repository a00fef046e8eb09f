package io.aiworkflow.testsupport;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A form with a file, as browsers send it. */
public final class UploadForm {
    private static final String BOUNDARY = "next-part-3f9d";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private UploadForm() {}

    public static UploadForm of(String fileName, byte[] content, Map<String, String> fields) {
        UploadForm form = new UploadForm();
        fields.forEach((name, value) ->
                form.part("form-data; name=\"%s\"".formatted(name), value.getBytes(StandardCharsets.UTF_8)));
        form.part("form-data; name=\"file\"; filename=\"%s\"".formatted(fileName), content);
        form.text("--" + BOUNDARY + "--\r\n");
        return form;
    }

    private void part(String disposition, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n");
        body.writeBytes(content);
        text("\r\n");
    }

    private void text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hands the document in. */
    public EngineClient.Answer post(EngineClient engine) {
        return engine.send(fill(engine.request("/api/v1/documents")));
    }

    /** A request that hands it in. */
    public HttpRequest fill(HttpRequest.Builder request) {
        return request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }
}
