package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.VectorIndexUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/** The numbered folders of indexes and the file {@code active}, which holds the number of the one that is searched. */
final class LuceneFolders {
    private static final int FIRST = 1;

    private final Path root;
    private final Path file;
    private volatile int active;

    LuceneFolders(Path root) {
        this.root = root;
        this.file = root.resolve("active");
    }

    Path path(int number) {
        return root.resolve(Integer.toString(number));
    }

    int active() {
        if (active == 0) {
            active = read();
        }
        return active;
    }

    /** Replaces the file as a whole and durably, so that a crash leaves either the old number or the new one. */
    void makeActive(int number) throws IOException {
        Path next = root.resolve("active.next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.US_ASCII.encode(Integer.toString(number)));
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        IOUtils.fsync(root, true);
        active = number;
    }

    OptionalInt building() {
        return numbers().stream()
                .mapToInt(number -> number)
                .filter(number -> number > active())
                .max();
    }

    OptionalInt previous() {
        return numbers().stream()
                .mapToInt(number -> number)
                .filter(number -> number < active())
                .max();
    }

    /** Forgets which one is searched. The folders are gone already; the first one comes first again. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
        active = 0;
    }

    /** Looks at the file again the next time. */
    void forget() {
        active = 0;
    }

    private int read() {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (NoSuchFileException | NumberFormatException e) {
            return FIRST;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private List<Integer> numbers() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                    .map(Integer::valueOf)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private VectorIndexUnavailable unreadable(IOException cause) {
        return new VectorIndexUnavailable(
                "the folder of indexes %s cannot be read: %s".formatted(root, cause.getMessage()), cause);
    }
}
