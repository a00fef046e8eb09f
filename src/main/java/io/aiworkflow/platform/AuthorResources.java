package io.aiworkflow.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads the prompts and JSON schemas that routes name, from {@code prompts/} and {@code schemas/} in the routes folder,
 * else from the engine itself, where workflows written in Java keep theirs. It never leaves these folders, and keeps
 * nothing: an edited file counts from the next read.
 */
@Component
public class AuthorResources {
    private static final Pattern NAME = Pattern.compile("(prompts|schemas)/[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Path routes;

    public AuthorResources(RoutesProperties properties) {
        this.routes = properties.directory();
    }

    /**
     * The text of a resource.
     *
     * @param name for example {@code schemas/extract-fields.input.json}
     * @throws IllegalArgumentException when the name is not of this form, or there is no such file
     */
    public String read(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a resource name: write prompts/FILE or schemas/FILE".formatted(name));
        }
        Path file = routes.resolve(name);
        try (InputStream builtIn = AuthorResources.class.getResourceAsStream("/" + name)) {
            return builtIn == null || Files.exists(file)
                    ? Files.readString(file)
                    : new String(builtIn.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file %s cannot be read (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
