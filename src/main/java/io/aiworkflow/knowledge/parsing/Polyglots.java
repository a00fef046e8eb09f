package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Finds files that are of two kinds at once. One program reads such a file as this and the next one as that, so what was
 * checked here need not be what somebody opens later.
 */
final class Polyglots {
    /** PDF readers look for the mark of a PDF that far into a file. */
    private static final int HEAD = 1024;

    private static final Pattern PDF_MARK = Pattern.compile("%PDF-\\d");
    private static final Pattern PAGE_MARK = Pattern.compile("<(html|script|body)\\b");

    private Polyglots() {}

    static void check(Path file, DocumentKind kind) throws IOException, DocumentRefused {
        // Each byte becomes one character, whatever it stands for.
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        String head = content.substring(0, Math.min(HEAD, content.length()));
        boolean pdfInside = PDF_MARK.matcher(head).find();
        if (kind == DocumentKind.PDF) {
            boolean first = PDF_MARK.matcher(head.replaceFirst("^(\u00EF\u00BB\u00BF)?\\s*", ""))
                    .lookingAt();
            require(first, "it begins with something else than the PDF in it");
            require(!PAGE_MARK.matcher(head.toLowerCase(Locale.ROOT)).find(), "it is a PDF and a web page");
        } else {
            require(!(pdfInside && content.contains("startxref")), "there is a PDF in it");
        }
        require(kind.isPacked() || !isArchive(file), "there is a ZIP archive in it");
    }

    private static boolean isArchive(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            return archive.size() > 0;
        } catch (ZipException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean condition, String otherwise) throws DocumentRefused {
        if (!condition) {
            throw new DocumentRefused(
                    ErrorCode.DOCUMENT_AMBIGUOUS,
                    "the document can be read in two ways: %s; export it anew and send that".formatted(otherwise));
        }
    }
}
