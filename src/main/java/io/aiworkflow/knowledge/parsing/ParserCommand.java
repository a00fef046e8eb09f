package io.aiworkflow.knowledge.parsing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@link ParserMain} is started from the same files as the engine itself: unpacked ones, or one executable jar. */
final class ParserCommand {
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";
    private static final long MEBIBYTE = 1024 * 1024;

    private final ParsingProperties properties;
    private final String classPath;
    private final boolean executableJar;

    /** @param executableJar whether the class path is the one jar that holds all others */
    ParserCommand(ParsingProperties properties, String classPath, boolean executableJar) {
        this.properties = properties;
        this.classPath = classPath;
        this.executableJar = executableJar;
    }

    /** From the files that this process was started from. */
    static ParserCommand like(ParsingProperties properties) {
        // Only there, the launcher is on the class path that the Java virtual machine was given.
        boolean executableJar = ClassLoader.getSystemResource(LAUNCHER.replace('.', '/') + ".class") != null;
        return new ParserCommand(properties, System.getProperty("java.class.path"), executableJar);
    }

    List<String> of(Path file, Path answer, DocumentKind textKind) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx%dm".formatted(Math.max(32, properties.heap().toBytes() / MEBIBYTE)));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                // It lives for a second or two, in which the second compiler costs more than it brings.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Dlogback.configurationFile=parser-logback.xml",
                "-Djava.io.tmpdir=" + file.getParent()));
        if (executableJar) {
            command.addAll(List.of("-Dloader.main=" + ParserMain.class.getName(), "-cp", classPath, LAUNCHER));
        } else {
            command.addAll(List.of("-cp", classPath, ParserMain.class.getName()));
        }
        command.addAll(List.of(
                file.toString(),
                answer.toString(),
                textKind.name(),
                String.valueOf(properties.maxText()),
                String.valueOf(properties.maxUnpacked().toBytes()),
                String.valueOf(properties.timeout().toMillis())));
        return command;
    }
}
