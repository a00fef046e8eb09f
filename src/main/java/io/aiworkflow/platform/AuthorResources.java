package io.aiworkflow.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads the prompts and JSON schemas that routes name, from {@code prompts/} and {@code schemas/} in the routes folder,
 * and for routes that come with the engine from the class path. It never leaves these folders, not even by a link, and
 * keeps nothing: an edited file counts from the next read.
 */
@Component
public class AuthorResources {
    private static final Pattern NAME = Pattern.compile("(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int MAX_BYTES = 1024 * 1024;

    private final Path routes;

    public AuthorResources(RoutesProperties properties) {
        this.routes = properties.directory();
    }

    /**
     * The text of a resource.
     *
     * @param name for example {@code schemas/extract-fields.input.json}
     * @throws IllegalArgumentException when the name is not of this form, or there is no such file, or it is a link or
     *     larger than 1 MiB
     */
    public String read(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a resource name: write prompts/FILE or schemas/FILE".formatted(name));
        }
        Path file = routes.resolve(name);
        if (Files.isSymbolicLink(file) || Files.isSymbolicLink(file.getParent())) {
            throw new IllegalArgumentException("the file %s is a link or lies behind one".formatted(file));
        }
        try (InputStream included = AuthorResources.class.getResourceAsStream("/" + name)) {
            return included == null || Files.exists(file)
                    ? readFile(file)
                    : new String(included.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file %s cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    /** A link that takes the file's place at this moment is not followed. */
    private static String readFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "the file %s is larger than %d KiB".formatted(file, MAX_BYTES / 1024));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}
