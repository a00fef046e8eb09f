package io.aiworkflow.routing;

import io.aiworkflow.platform.Sha256;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.StoredVersionResource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One file of the routes folder, or an earlier text of it that was kept, read and parsed, not yet judged.
 *
 * @param name the file's name without its ending, which is the name of the workflow or Kamelet too
 * @param path path below the routes folder
 * @param location the file itself
 * @param text the content, exactly as its author wrote it
 * @param hash SHA-256 of the file's bytes
 * @param stored the kept version that the text was taken from, empty for what lies on disk
 */
record RouteFile(
        RouteFileKind kind,
        String name,
        String path,
        Path location,
        String text,
        String hash,
        Node root,
        Optional<StoredVersion> stored) {
    static final int MAX_BYTES = 256 * 1024;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME_LENGTH = 63;

    /**
     * @param directory the routes folder
     * @param path the file's path below it
     * @throws RouteFileRefused when the name is wrong, or the content is not YAML within the limits
     */
    static RouteFile read(Path directory, RouteFileKind kind, String path) throws RouteFileRefused {
        Path location = directory.resolve(path);
        String fileName = location.getFileName().toString();
        String name = nameOf(kind, fileName);
        requireRegularFile(directory, location);
        byte[] bytes = bytes(location);
        String text = decode(bytes);
        return new RouteFile(
                kind, name, path, location, text, Sha256.hex(bytes), YamlDocument.parse(text), Optional.empty());
    }

    /** The file of a workflow as it was when the version was kept. */
    static RouteFile of(StoredVersion version, Path directory) throws RouteFileRefused {
        RouteFileKind kind = RouteFileKind.ofWorkflow(version.workflow());
        String name = nameOf(kind, version.workflow() + kind.suffix());
        String path = kind.folder() + "/" + name + kind.suffix();
        String text = version.content();
        Node root = YamlDocument.parse(text);
        return new RouteFile(
                kind, name, path, directory.resolve(path), text, Sha256.hex(text), root, Optional.of(version));
    }

    /** SHA-256 of a file that may be anything; empty when it cannot be a route file at all. */
    static String hash(Path directory, String path) {
        try {
            Path location = directory.resolve(path);
            requireRegularFile(directory, location);
            return Sha256.hex(bytes(location));
        } catch (RouteFileRefused e) {
            return "";
        }
    }

    /** What Camel is told to be the origin of the routes. */
    Resource resource() {
        return stored.<Resource>map(StoredVersionResource::new)
                .orElseGet(() -> ResourceHelper.fromString(location.toString(), text));
    }

    /** The kept text of the schema that the workflow names so; empty when the file of that name counts. */
    Optional<String> storedSchema(String schema) {
        return stored.flatMap(version -> EndpointUse.in(root).stream()
                .filter(use -> use.consumer() && use.scheme().equals("workflow"))
                .findFirst()
                .flatMap(use -> schema.equals(use.option("input").orElse(null))
                        ? version.inputSchema()
                        : version.outputSchema()
                                .filter(text ->
                                        schema.equals(use.option("output").orElse(null)))));
    }

    private static String nameOf(RouteFileKind kind, String fileName) throws RouteFileRefused {
        String name = fileName.endsWith(kind.suffix())
                ? fileName.substring(0, fileName.length() - kind.suffix().length())
                : "";
        if (!NAME.matcher(name).matches() || name.length() > MAX_NAME_LENGTH) {
            throw new RouteFileRefused(
                    Rule.FILE_NAME,
                    1,
                    "a file in %s/ is called NAME%s, and NAME is made of lower-case letters, digits and single hyphens"
                            .formatted(kind.folder(), kind.suffix()));
        }
        return name;
    }

    /** Who may write a link could else have any file of the machine read, or a path replaced after the check. */
    private static void requireRegularFile(Path directory, Path location) throws RouteFileRefused {
        try {
            if (!Files.isRegularFile(location)) {
                throw new RouteFileRefused(Rule.FILE_KIND, 1, "this is not a regular file");
            }
            if (!location.toRealPath().startsWith(directory.toRealPath())) {
                throw new RouteFileRefused(Rule.FILE_KIND, 1, "this is a link that leads out of the routes folder");
            }
            if (Files.isSymbolicLink(location) || Files.isSymbolicLink(location.getParent())) {
                throw new RouteFileRefused(
                        Rule.FILE_KIND, 1, "this is a link, or lies behind one; put the file itself here");
            }
            requireSize(Files.size(location));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void requireSize(long bytes) throws RouteFileRefused {
        if (bytes > MAX_BYTES) {
            throw new RouteFileRefused(Rule.FILE_SIZE, 1, "the file is larger than %d KiB".formatted(MAX_BYTES / 1024));
        }
    }

    private static byte[] bytes(Path location) throws RouteFileRefused {
        try (var in = Files.newInputStream(location, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            requireSize(bytes.length);
            return bytes;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static RouteFileRefused unreadable(IOException e) {
        return new RouteFileRefused(
                Rule.FILE_UNREADABLE,
                1,
                "the file cannot be read (%s)".formatted(e.getClass().getSimpleName()));
    }

    private static String decode(byte[] bytes) throws RouteFileRefused {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            int line = 1
                    + (int) new String(bytes, 0, in.position(), StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            throw new RouteFileRefused(Rule.FILE_ENCODING, line, "the file is not valid UTF-8");
        }
    }
}
