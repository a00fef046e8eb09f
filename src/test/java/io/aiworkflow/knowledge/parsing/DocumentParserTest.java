package io.aiworkflow.knowledge.parsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The process that reads, as the engine starts it. */
class DocumentParserTest {
    private static final DataSize HEAP = DataSize.ofMegabytes(128);
    private static final Supplier<byte[]> LONG_PAGE = () -> SampleDocuments.utf8("<html>" + "<p>x</p>".repeat(500_000));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void readsInAnotherProcess() {
        DocumentParser parser = parser(HEAP, Duration.ofSeconds(60));
        ParsedDocument document = parser.parse(() -> SampleDocuments.pdf("The tide turns at noon."), "tides.pdf");
        assertThat(document.kind()).isEqualTo(DocumentKind.PDF);
        assertThat(document.text()).isEqualTo("The tide turns at noon.");
        assertThat(document.pages()).containsExactly(0);
    }

    @Test
    void givesRefusalsOn() {
        DocumentParser parser = parser(HEAP, Duration.ofSeconds(60));
        PermanentException refused = catchThrowableOfType(
                PermanentException.class, () -> parser.parse(() -> BadDocuments.program(), "harmless.pdf"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DOCUMENT_TYPE_UNKNOWN);
        assertThat(refused).hasMessageContaining("application/x-");
    }

    @Test
    void killsAProcessThatIsLate() {
        DocumentParser parser = parser(HEAP, Duration.ofMillis(50));
        PermanentException refused = catchThrowableOfType(
                PermanentException.class, () -> parser.parse(() -> SampleDocuments.pdf("Too late."), "a.pdf"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DOCUMENT_TOO_SLOW);
        assertThat(children()).isZero();
    }

    @Test
    void aDocumentThatNeedsTooMuchMemoryHarmsNobody() {
        DocumentParser parser = parser(DataSize.ofMegabytes(32), Duration.ofSeconds(60));
        byte[] large = SampleDocuments.utf8("<!DOCTYPE html><html><body>"
                + "<p>many words and <b>bold</b> ones</p>".repeat(400_000) + "</body></html>");
        PermanentException refused =
                catchThrowableOfType(PermanentException.class, () -> parser.parse(() -> large, "large.html"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE);
    }

    /** The stack is used up before anything else notices. */
    @Test
    void aDocumentThatIsNestedWithoutEndIsRefusedAsABomb() {
        DocumentParser parser = parser(HEAP, Duration.ofSeconds(60));
        byte[] nested = BadDocuments.nestedPdf(30_000);
        PermanentException refused =
                catchThrowableOfType(PermanentException.class, () -> parser.parse(() -> nested, "nested.pdf"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DOCUMENT_BOMB);
        assertThat(refused).hasMessageContaining("nested too deeply");
    }

    /** It is unpacked piece by piece, and there is nothing in it. */
    @Test
    void aPdfThatUnpacksToFarMoreThanTheMemoryHarmsNobody() {
        DocumentParser parser = parser(DataSize.ofMegabytes(64), Duration.ofSeconds(60));
        byte[] bomb = BadDocuments.pdfBomb(300_000_000);
        assertThat(bomb).hasSizeLessThan(100_000);
        PermanentException refused =
                catchThrowableOfType(PermanentException.class, () -> parser.parse(() -> bomb, "bomb.pdf"));
        assertThat(refused.code()).isEqualTo(ErrorCode.DOCUMENT_EMPTY);
    }

    @Test
    void anInterruptEndsTheProcess() {
        DocumentParser parser = parser(HEAP, Duration.ofSeconds(60));
        AtomicReference<Thread> reading = new AtomicReference<>();
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                () -> {
                    reading.set(Thread.currentThread());
                    return catchThrowableOfType(CancellationException.class, () -> parser.parse(LONG_PAGE, "a.html"));
                },
                threads);
        await().until(() -> children() > 0);
        reading.get().interrupt();
        assertThat(failure.join()).isNotNull();
        assertThat(children()).isZero();
    }

    @Test
    void aProcessThatSomebodyElseEndsIsNoFaultOfTheDocument() {
        DocumentParser parser = parser(HEAP, Duration.ofSeconds(60));
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(TransientException.class, () -> parser.parse(LONG_PAGE, "a.html")), threads);
        await().until(() -> children() > 0);
        // As systems do that run out of memory.
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        assertThat(failure.join()).isNotNull();
    }

    /** Nobody reads from the pipe that it is to write its answer into, so without its own limit it would wait for ever. */
    @Test
    void aProcessWithoutAnEngineEndsByItself(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("answer");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path document = Files.write(folder.resolve("document"), SampleDocuments.utf8("The tide turns at noon."));
        ParsingProperties properties =
                new ParsingProperties(HEAP, Duration.ofSeconds(3), 1, 100_000, DataSize.ofMegabytes(10));
        Process orphan = new ProcessBuilder(ParserCommand.like(properties).of(document, pipe, DocumentKind.TEXT))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(orphan.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(orphan.exitValue()).as("it was too late").isEqualTo(4);
        } finally {
            orphan.destroyForcibly();
        }
    }

    /** The tests here start no other processes. */
    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }

    private static DocumentParser parser(DataSize heap, Duration timeout) {
        return new DocumentParser(
                new ParsingProperties(heap, timeout, 2, 20_000_000, DataSize.ofMegabytes(200)), TestParsers.DATA);
    }
}
