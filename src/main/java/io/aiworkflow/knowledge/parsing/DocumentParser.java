package io.aiworkflow.knowledge.parsing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Has documents read in processes of their own, a few at a time. Whatever a document does to its process, the engine is
 * told why there is no text, and goes on.
 */
@Component
public class DocumentParser {
    /** How Java ends when {@code -XX:+ExitOnOutOfMemoryError} takes effect. */
    private static final int OUT_OF_MEMORY = 3;

    /** By SIGHUP, SIGINT, SIGKILL or SIGTERM, as when the machine stops or has no memory left. */
    private static final Set<Integer> ENDED_FROM_OUTSIDE = Set.of(129, 130, 137, 143);

    private final ParsingProperties properties;
    private final ReadingFolders folders;
    private final ParserCommand command;
    private final Semaphore places;
    private final ObjectMapper json = new ObjectMapper();

    DocumentParser(ParsingProperties properties, DataProperties data) {
        this.properties = properties;
        this.folders = new ReadingFolders(data.absolute().resolve("parsing"), properties.timeout());
        this.command = ParserCommand.like(properties);
        this.places = new Semaphore(properties.processes());
    }

    /**
     * Reads a document, which takes a second at least. Interrupting the thread ends the process.
     *
     * @param content asked for when it is this document's turn, so that few are in memory
     * @param name decides which kind of text a text is, and nothing else
     * @throws PermanentException when there is no text to be had of it; the code says why
     */
    public ParsedDocument parse(Supplier<byte[]> content, String name) {
        try {
            return parseInTurn(content, name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("reading a document was stopped");
        }
    }

    private ParsedDocument parseInTurn(Supplier<byte[]> content, String name) throws InterruptedException {
        places.acquire();
        try {
            Path folder = folders.create();
            try {
                Path file = Files.write(folder.resolve("document"), content.get());
                return document(run(file, folder.resolve("answer"), DocumentKind.ofText(name)));
            } finally {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the process that reads documents cannot be started or heard", e);
        } finally {
            places.release();
        }
    }

    private ParserAnswer run(Path file, Path answer, DocumentKind textKind) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.of(file, answer, textKind))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // Nothing of what the engine knows is of use there.
        builder.environment().clear();
        Process process = builder.start();
        try {
            if (!process.waitFor(properties.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return ParserAnswer.refused(
                        ErrorCode.DOCUMENT_TOO_SLOW,
                        "the document was not read within %d seconds; split it or save it in a simpler form"
                                .formatted(properties.timeout().toSeconds()));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() == 0 && Files.exists(answer)) {
            return json.readValue(answer.toFile(), ParserAnswer.class);
        }
        if (ENDED_FROM_OUTSIDE.contains(process.exitValue())) {
            throw new TransientException(
                    ErrorCode.OVERLOADED, "the process that read the document was ended from outside");
        }
        return process.exitValue() == OUT_OF_MEMORY
                ? ParserAnswer.refused(
                        ErrorCode.DOCUMENT_TOO_LARGE,
                        "reading the document takes more than %d MiB of memory; split it and send its parts"
                                .formatted(properties.heap().toMegabytes()))
                : ParserAnswer.refused(
                        ErrorCode.DOCUMENT_UNREADABLE,
                        "the process that read the document ended with the code %d; save the document anew and send it again"
                                .formatted(process.exitValue()));
    }

    /** The document's files can be removed only when nobody writes them any more. */
    private static void end(Process process) {
        boolean interrupted = Thread.interrupted();
        process.destroyForcibly().onExit().join();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ParsedDocument document(ParserAnswer answer) {
        if (answer.refusal() != null) {
            throw new PermanentException(answer.refusal(), answer.message());
        }
        return new ParsedDocument(answer.kind(), answer.text(), answer.pages(), answer.title());
    }
}
