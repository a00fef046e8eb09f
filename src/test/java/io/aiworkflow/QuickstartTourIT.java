package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The tour of {@code scripts/quickstart.sh}, in a process of its own as the script starts it. */
@EngineTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartTourIT {
    private static final long PATIENCE_SECONDS = 240;
    private static final int QUESTIONS = 5;

    static FakeOllama ollama;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", () -> ollama.url());
    }

    @BeforeAll
    static void startModel() {
        ollama = FakeOllama.start();
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @Test
    @Order(1)
    void withAModelAPdfIsUploadedAQuestionCitesItsPageAndAnAnswerIsStreamed() throws Exception {
        FakeReply cited = FakeReply.text("That is written down [1].");
        Stream<FakeReply> answers = Stream.concat(
                Stream.generate(() -> cited).limit(QUESTIONS),
                Stream.of(
                        FakeReply.text("In the foyer, beside the lift [1]."),
                        FakeReply.json(Map.of("summary", "A checkout failed.")),
                        FakeReply.json(Map.of(
                                "fields",
                                Map.of("invoice_number", "NH-1", "total", "2,000 EUR", "due_date", "1 May")))));
        ollama.chats(answers.toArray(FakeReply[]::new));

        String output = tour(0);

        assertThat(output)
                .contains("Upload examples/building-guide.pdf", "\"Building guide\", application/pdf")
                .contains("[1] building-guide.pdf, page 2")
                .contains("That is written down [1].")
                .contains("    In the foyer, beside the lift [1].\n    streamed in 7 pieces, from:")
                .contains("A checkout failed.", "2,000 EUR")
                .contains("fires 20", "fired planned for ", "sessions           succeeded in ", "values, such as")
                .contains("http://127.0.0.1:" + port + "/hawtio")
                .contains(" 0 unexpected, ")
                .doesNotContain("No model answered");
        assertThat(ollama.requests())
                .allSatisfy(request -> assertThat(request.problems()).isEmpty());
    }

    @Test
    @Order(2)
    void withoutAModelItSaysSoAndShowsPassages() throws Exception {
        ollama.close();

        String output = tour(0);

        assertThat(output)
                .contains("already there", "already indexed")
                .contains("[1] building-guide.pdf, page 2")
                .contains("No model answered", "503 MODEL_UNAVAILABLE")
                .contains(" 0 unexpected, ")
                .doesNotContain("streamed in");
        String chat = output.substring(output.indexOf("Chat: "));
        assertThat(chat.lines().skip(2).findFirst())
                .hasValueSatisfying(said -> assertThat(said).containsIgnoringCase("no model"));
    }

    @Test
    @Order(3)
    void whatIsNotAsItShouldBeIsSaidAndTheTourFails() throws Exception {
        String output = tour(1, "with-a-token-that-does-not-count");

        assertThat(output).contains("UNEXPECTED: expected the list of workflows");
    }

    private String tour(int expected) throws IOException, InterruptedException {
        return tour(expected, TestLogin.token(port, TestLogin.ADMIN, TestLogin.password()));
    }

    /** What it prints. */
    private String tour(int expected, String token) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        jackson(),
                        "scripts/QuickstartTour.java",
                        "http://127.0.0.1:" + port,
                        "examples")
                .redirectErrorStream(true);
        builder.environment().put("ENGINE_TOKEN", token);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(expected);
        return output;
    }

    /** All that the tour needs. */
    private static String jackson() {
        return String.join(
                java.io.File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                        .filter(jar -> jar.contains("jackson-"))
                        .toList());
    }
}
