package io.aiworkflow.knowledge.parsing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of documents that are read. All others are refused. */
public enum DocumentKind {
    PDF("application/pdf", "pdf"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    PPTX("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    HTML("text/html", "html"),
    EML("message/rfc822", "eml"),
    MARKDOWN("text/markdown", "md"),
    CSV("text/csv", "csv"),
    JSON("application/json", "json"),
    TEXT("text/plain", "txt");

    private final String mediaType;
    private final String extension;

    DocumentKind(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /** What the names of such files end in, without the dot. */
    public String extension() {
        return extension;
    }

    public static Optional<DocumentKind> ofMediaType(String type) {
        return Arrays.stream(values())
                .filter(kind -> kind.mediaType.equals(type))
                .findFirst();
    }

    /** Which kind of text a file with this name is taken for, once its content has shown that it is text. */
    static DocumentKind ofText(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "md", "markdown" -> MARKDOWN;
            case "csv", "tsv" -> CSV;
            case "json" -> JSON;
            default -> TEXT;
        };
    }

    /** Whether it is a ZIP archive of XML files. */
    boolean isPacked() {
        return this == DOCX || this == PPTX || this == XLSX;
    }

    boolean isText() {
        return this == MARKDOWN || this == CSV || this == JSON || this == TEXT;
    }
}
