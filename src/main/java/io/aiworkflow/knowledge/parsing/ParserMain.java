package io.aiworkflow.knowledge.parsing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The process that reads one document: it writes what it has found into a file and ends. */
final class ParserMain {
    /** Nobody waits for it any more. */
    private static final int TOO_LATE = 4;

    private ParserMain() {}

    /** @param arguments file, answer, kind of text, most characters, most unpacked bytes, milliseconds */
    public static void main(String[] arguments) throws IOException {
        endInTime(Duration.ofMillis(Long.parseLong(arguments[5])));
        ReadingLimits limits = new ReadingLimits(Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        ParserAnswer answer = read(Path.of(arguments[0]), DocumentKind.valueOf(arguments[2]), limits);
        Files.write(Path.of(arguments[1]), new ObjectMapper().writeValueAsBytes(answer));
    }

    private static ParserAnswer read(Path file, DocumentKind textKind, ReadingLimits limits) throws IOException {
        try {
            return ParserAnswer.of(new DocumentReader(limits).read(file, textKind));
        } catch (DocumentRefused e) {
            return ParserAnswer.refused(e.code(), e.getMessage());
        } catch (StackOverflowError e) {
            return ParserAnswer.refused(
                    ErrorCode.DOCUMENT_BOMB, "the document is nested too deeply; send it in a flatter form");
        } catch (RuntimeException e) {
            return ParserAnswer.refused(
                    ErrorCode.DOCUMENT_UNREADABLE,
                    "the document is damaged or has parts that are not understood (%s); save it anew and send it again"
                            .formatted(e.getClass().getSimpleName()));
        }
    }

    /** The engine ends it when it is late. This is for when there is no engine any more. */
    private static void endInTime(Duration time) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(time.toMillis());
                Runtime.getRuntime().halt(TOO_LATE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watch.setDaemon(true);
        watch.start();
    }
}
