package io.aiworkflow.intake;

import io.aiworkflow.workflow.DocumentSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the bodies of the engine's own operations may hold, as {@code schemas/requests/NAME.json}. */
public final class RequestSchemas {
    static final DocumentSchema CANCEL_RUN = read("cancel-run");
    static final DocumentSchema NOTHING = read("nothing");
    static final DocumentSchema RETRY_RUN = read("retry-run");
    static final DocumentSchema RESOLVE_EFFECT = read("resolve-effect");

    private RequestSchemas() {}

    /** @param name of a file in {@code schemas/requests} without its ending */
    public static DocumentSchema read(String name) {
        String file = "/schemas/requests/" + name + ".json";
        try (InputStream in = RequestSchemas.class.getResourceAsStream(file)) {
            return DocumentSchema.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
