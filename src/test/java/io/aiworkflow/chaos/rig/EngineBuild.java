package io.aiworkflow.chaos.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The compiled engine as jars, with the beans of the crash suite beside it. Jars, because Java keeps an archive of
 * loaded classes, which halves the time of a start, only for classes that come out of jars.
 */
public final class EngineBuild {
    private static final FileTime EPOCH = FileTime.fromMillis(0);

    private final Path folder;
    private final String classpath;
    private final Path archive;

    /**
     * @param target Maven's folder, where classes and test classes lie
     * @param folder where the jars go
     * @param libraries the engine's libraries, separated as in a class path
     */
    public EngineBuild(Path target, Path folder, String libraries) {
        this.folder = folder;
        Path engine = folder.resolve("engine.jar");
        Path beans = folder.resolve("chaos-beans.jar");
        Path testClasses = target.resolve("test-classes");
        boolean changed = jar(target.resolve("classes"), target.resolve("classes"), engine)
                | jar(testClasses, testClasses.resolve("io/aiworkflow/chaos/node"), beans);
        classpath = engine + ":" + beans + ":" + libraries;
        archive = folder.resolve("classes-" + Runtime.version() + ".jsa");
        if (changed) {
            delete(archive);
        }
    }

    public boolean hasArchive() {
        return Files.exists(archive);
    }

    /** The command that starts a process of the engine, without the engine's own options. */
    public List<String> command(List<String> options) {
        return command(options, hasArchive() ? "-XX:SharedArchiveFile=" + archive : "-Xshare:auto");
    }

    /** The command for a process that leaves the archive behind when it stops. */
    public List<String> archivingCommand(List<String> options) {
        return command(options, "-XX:ArchiveClassesAtExit=" + archive);
    }

    private List<String> command(List<String> options, String sharing) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + folder.resolve("data/tmp"),
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                sharing));
        command.addAll(options);
        command.addAll(List.of("-cp", classpath, "io.aiworkflow.chaos.node.ChaosEngine"));
        return command;
    }

    /** Whether the jar was written anew. */
    private static boolean jar(Path root, Path content, Path jar) {
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
            write(root, files, jar);
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

    private static void write(Path root, List<Path> files, Path jar) throws IOException {
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

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
