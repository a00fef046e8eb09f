package io.aiworkflow.chaos.rig;

import io.aiworkflow.testsupport.ClassJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The compiled engine as jars, with the beans of the crash suite beside it. Jars, because Java keeps an archive of
 * loaded classes, which halves the time of a start, only for classes that come out of jars.
 */
public final class EngineBuild {
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
        boolean changed = ClassJar.write(target.resolve("classes"), target.resolve("classes"), engine)
                | ClassJar.write(testClasses, testClasses.resolve("io/aiworkflow/chaos/node"), beans);
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

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
