package io.aiworkflow.knowledge.parsing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.tika.detect.AutoDetectReader;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.xml.sax.SAXException;

/** Reads one document, in whatever process it is. */
final class DocumentReader {
    private static final int BUFFER = 16 * 1024;
    private static final int LONGEST_TITLE = 300;

    private final ReadingLimits limits;

    DocumentReader(ReadingLimits limits) {
        this.limits = limits;
    }

    /** @param textKind what the file is if it is text */
    ParsedDocument read(Path file, DocumentKind textKind) throws IOException, DocumentRefused {
        if (Files.size(file) == 0) {
            throw new DocumentRefused(ErrorCode.DOCUMENT_EMPTY, "the document is empty");
        }
        DocumentKind kind = new KindDetector().detect(file, textKind);
        Polyglots.check(file, kind);
        if (kind.isPacked()) {
            new ArchiveCheck(limits.maxUnpacked()).check(file);
        }
        ParsedDocument document = kind.isText() ? readText(file, kind) : readByParser(file, kind);
        if (document.text().isBlank()) {
            throw new DocumentRefused(
                    ErrorCode.DOCUMENT_EMPTY,
                    "the document holds no text; what is on pictures, such as scanned pages, is not read");
        }
        return document;
    }

    private ParsedDocument readText(Path file, DocumentKind kind) throws IOException, DocumentRefused {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[BUFFER];
        try (Reader in = new AutoDetectReader(Files.newInputStream(file))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                text.append(buffer, 0, count);
                if (text.length() > limits.maxText()) {
                    throw tooLarge();
                }
            }
        } catch (TikaException e) {
            throw damaged(e);
        }
        String content = switch (kind) {
            case JSON -> indented(text.toString());
            case CSV -> CsvTable.markdown(text.toString());
            default -> text.toString();
        };
        if (content.length() > limits.maxText()) {
            throw tooLarge();
        }
        return new ParsedDocument(kind, content, List.of(), null);
    }

    /** JSON on one line could only be cut between words. What is more or less than one value stays as it is. */
    private static String indented(String json) {
        ObjectMapper mapper = new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json));
        } catch (JsonProcessingException e) {
            return json;
        }
    }

    private ParsedDocument readByParser(Path file, DocumentKind kind) throws IOException, DocumentRefused {
        MarkdownWriter writer = new MarkdownWriter(limits.maxText());
        Metadata metadata = new Metadata();
        try (TikaInputStream in = TikaInputStream.get(file)) {
            KindParsers.parse(kind, in, writer, metadata);
        } catch (EncryptedDocumentException e) {
            throw new DocumentRefused(
                    ErrorCode.DOCUMENT_ENCRYPTED, "the document has a password; take it away and send it again", e);
        } catch (SAXException | TikaException | IOException | IllegalArgumentException | IllegalStateException e) {
            throw refusal(e);
        }
        String text = kind == DocumentKind.EML ? MailHeader.of(metadata) + writer.text() : writer.text();
        if (text.length() > limits.maxText()) {
            throw tooLarge();
        }
        return new ParsedDocument(kind, text, writer.pages(), title(metadata.get(TikaCoreProperties.TITLE)));
    }

    /** A title can be as long as the file; a part of it is enough to show. */
    private static String title(String given) {
        String title = given == null ? "" : given.strip();
        return title.isEmpty() ? null : title.substring(0, Math.min(title.length(), LONGEST_TITLE));
    }

    private static DocumentRefused refusal(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkdownWriter.Stopped stopped) {
                return stopped.refusal();
            }
        }
        return damaged(failure);
    }

    private static DocumentRefused damaged(Exception cause) {
        return new DocumentRefused(
                ErrorCode.DOCUMENT_UNREADABLE, "the document is damaged; save it anew and send it again", cause);
    }

    private DocumentRefused tooLarge() {
        return new DocumentRefused(
                ErrorCode.DOCUMENT_TOO_LARGE,
                "the document holds more than %d characters of text; split it and send its parts"
                        .formatted(limits.maxText()));
    }
}
