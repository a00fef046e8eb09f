package io.aiworkflow.knowledge.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The process that reads documents, started from the jar that was built, and from the same unpacked. */
class PackagedParserIT {
    private static final Path JAR = Path.of("target/ai-workflow-engine.jar");
    private static final ParsingProperties PROPERTIES = new ParsingProperties(
            DataSize.ofMegabytes(128), Duration.ofSeconds(60), 1, 100_000, DataSize.ofMegabytes(10));

    @TempDir
    Path folder;

    @Test
    void startsFromTheExecutableJar() throws Exception {
        assertReads(new ParserCommand(PROPERTIES, JAR.toString(), true));
    }

    @Test
    void startsFromTheUnpackedJar() throws Exception {
        Path unpacked = folder.resolve("engine");
        run(List.of(
                java(), "-Djarmode=tools", "-jar", JAR.toString(), "extract", "--destination", unpacked.toString()));
        assertReads(new ParserCommand(
                PROPERTIES, unpacked.resolve(JAR.getFileName()).toString(), false));
    }

    private void assertReads(ParserCommand command) throws Exception {
        Path file = Files.write(folder.resolve("document"), SampleDocuments.pdf("The tide turns at noon."));
        Path answer = folder.resolve("answer");
        run(command.of(file, answer, DocumentKind.TEXT));
        ParserAnswer read = new ObjectMapper().readValue(answer.toFile(), ParserAnswer.class);
        assertThat(read.refusal()).as(read.message()).isNull();
        assertThat(read.text()).isEqualTo("The tide turns at noon.");
    }

    private void run(List<String> command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
