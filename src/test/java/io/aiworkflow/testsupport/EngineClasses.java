package io.aiworkflow.testsupport;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The class path of this JVM for engines in processes of their own, all of it as jars, and the archive of the classes
 * that the first of them has loaded.
 */
final class EngineClasses {
    /** Java 25 crashes some time after it has written an archive while it was running. */
    private static final boolean IS_ARCHIVED = Runtime.version().feature() < 25;

    private static EngineClasses ofThisTestRun;

    private final String path;
    private final Path archive;

    private EngineClasses(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path place = Path.of(entry);
            if (Files.isDirectory(place)) {
                Path jar = folder.resolve(place.getFileName() + ".jar");
                ClassJar.write(place, place, jar);
                jars.add(jar.toString());
            } else {
                jars.add(entry);
            }
        }
        path = String.join(File.pathSeparator, jars);
        archive = folder.resolve("loaded.jsa");
        Files.deleteIfExists(archive);
    }

    /** Tests that run side by side do not share it. */
    static synchronized EngineClasses get() throws IOException {
        if (ofThisTestRun == null) {
            Path folder = Path.of("target/engine-classes", System.getProperty("surefire.forkNumber", "1"));
            ofThisTestRun = new EngineClasses(folder.toAbsolutePath());
        }
        return ofThisTestRun;
    }

    List<String> options() {
        List<String> options = new ArrayList<>(List.of("-Xlog:disable", "-Xlog:all=error:stderr", "-cp", path));
        if (Files.exists(archive)) {
            options.add("-XX:SharedArchiveFile=" + archive);
        } else if (IS_ARCHIVED) {
            options.add("-XX:+RecordDynamicDumpInfo");
        }
        return options;
    }

    /** With a folder of classes before all others; the archive is of no use then. */
    List<String> optionsWith(Path first) {
        return List.of("-cp", first + File.pathSeparator + path);
    }

    /** Keeps what this engine has loaded, if it is the first. Without an archive later ones only start more slowly. */
    void archive(Process engine) {
        if (!IS_ARCHIVED || Files.exists(archive)) {
            return;
        }
        try {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Path written = archive.resolveSibling("written.jsa");
            Process dump = new ProcessBuilder(
                            jcmd.toString(), Long.toString(engine.pid()), "VM.cds", "dynamic_dump", written.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(archive.resolveSibling("archive.log").toFile())
                    .start();
            if (dump.waitFor(60, TimeUnit.SECONDS) && Files.exists(written)) {
                Files.move(written, archive);
            }
        } catch (IOException e) {
            System.err.println("No archive of classes: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
