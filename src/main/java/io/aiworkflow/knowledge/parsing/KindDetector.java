package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;

/** Tells what a file is by its content. A name decides only which kind of text a text is. */
final class KindDetector {
    private static final String ENCRYPTED = "application/x-tika-ooxml-protected";

    /** @param textKind what the file is if it is text */
    DocumentKind detect(Path file, DocumentKind textKind) throws IOException, DocumentRefused {
        MediaType type;
        try (TikaInputStream in = TikaInputStream.get(file)) {
            type = new DefaultDetector(TikaConfig.getDefaultConfig().getMimeRepository()).detect(in, new Metadata());
        }
        String name = type.getBaseType().toString();
        if (name.equals(ENCRYPTED)) {
            throw new DocumentRefused(
                    ErrorCode.DOCUMENT_ENCRYPTED, "the document has a password; take it away and send it again");
        }
        if (name.equals("application/xhtml+xml")) {
            return DocumentKind.HTML;
        }
        Optional<DocumentKind> binary = DocumentKind.ofMediaType(name).filter(kind -> !kind.isText());
        if (binary.isPresent()) {
            return binary.get();
        }
        if (isText(type)) {
            return textKind;
        }
        throw new DocumentRefused(
                ErrorCode.DOCUMENT_TYPE_UNKNOWN,
                "the document is of the type %s by its content; send PDF, DOCX, PPTX, XLSX, HTML, EML, Markdown, CSV, JSON or text"
                        .formatted(name));
    }

    /** Programs and the like are text too; XML is not, since its markup would drown what it says. */
    private static boolean isText(MediaType type) {
        boolean json = type.getSubtype().equals("json") || type.getSubtype().equals("javascript");
        return type.getType().equals("text") && !type.getSubtype().endsWith("xml") || json;
    }
}
