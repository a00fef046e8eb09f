package io.aiworkflow.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Compiled classes as a jar. Java keeps an archive of loaded classes, which halves the time of a start, only for classes
 * that come out of jars.
 */
public final class ClassJar {
    private static final FileTime EPOCH = FileTime.fromMillis(0);

    private ClassJar() {}

    /**
     * Packs a folder of classes, unless the jar holds them already.
     *
     * @param root what the names in the jar are relative to
     * @param content the part of it that is packed
     * @return whether the jar was written anew
     */
    public static boolean write(Path root, Path content, Path jar) {
        try (Stream<Path> walk = Files.walk(content)) {
            List<Path> files = walk.sorted().toList();
            String print = print(files);
            Path printFile = jar.resolveSibling(jar.getFileName() + ".txt");
            if (Files.exists(jar)
                    && Files.exists(printFile)
                    && Files.readString(printFile).equals(print)) {
                return false;
            }
            Files.createDirectories(jar.getParent());
            pack(root, files, jar);
            Files.writeString(printFile, print);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String print(List<Path> files) throws IOException {
        StringBuilder print = new StringBuilder();
        for (Path file : files) {
            print.append(file).append(' ');
            if (Files.isRegularFile(file)) {
                print.append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file).toMillis());
            }
            print.append('\n');
        }
        return print.toString();
    }

    private static void pack(Path root, List<Path> files, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                // Folders are entries too, since Spring looks for classes by them.
                String name = root.relativize(file) + (Files.isDirectory(file) ? "/" : "");
                if (!name.equals("/")) {
                    zip.putNextEntry(new ZipEntry(name).setLastModifiedTime(EPOCH));
                    if (!name.endsWith("/")) {
                        Files.copy(file, zip);
                    }
                    zip.closeEntry();
                }
            }
        }
    }
}
