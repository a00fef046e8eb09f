package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks an Office document once, keeping nothing, to see that it is what it seems to be before anything reads it. */
final class ArchiveCheck {
    private static final int MOST_PARTS = 10_000;
    private static final int BUFFER = 64 * 1024;
    /** XML that compresses better than this was made to. */
    private static final int HIGHEST_RATIO = 200;

    private static final List<Charset> ENCODINGS =
            List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);
    /** After the mark of an encoding, which is other characters in the other encodings. */
    private static final Pattern XML_BEGIN = Pattern.compile("(\uFEFF|\u00EF\u00BB\u00BF)?\\s*<[?!\\p{Alpha}_]");
    /** A page may be packed into a document as it is; readers of XML find nothing declared in it. */
    private static final Pattern WEB_PAGE = Pattern.compile(
            "(\u00EF\u00BB\u00BF)?\\s*<!DOCTYPE\\s+html\\s*>(?!.*<!(DOCTYPE|ENTITY))",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final int HARMLESS = 4 * 1024 * 1024;
    private static final int PROLOGUE = 8 * 1024;

    private final long maxUnpacked;
    private long unpacked;

    ArchiveCheck(long maxUnpacked) {
        this.maxUnpacked = maxUnpacked;
    }

    void check(Path file) throws IOException, DocumentRefused {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            if (archive.size() > MOST_PARTS) {
                throw bomb("it has %d parts".formatted(archive.size()));
            }
            for (ZipEntry part : Collections.list(archive.entries())) {
                check(archive, part);
            }
        } catch (ZipException e) {
            throw new DocumentRefused(
                    ErrorCode.DOCUMENT_UNREADABLE, "the document is damaged; save it anew and send it again", e);
        }
    }

    /** The sizes that an archive tells of itself are not believed. */
    private void check(ZipFile archive, ZipEntry part) throws IOException, DocumentRefused {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        long packed = Math.max(1, part.getCompressedSize());
        try (InputStream in = archive.getInputStream(part)) {
            for (int count = in.readNBytes(buffer, 0, BUFFER); count > 0; count = in.readNBytes(buffer, 0, BUFFER)) {
                if (size == 0) {
                    requireNoDocumentType(part.getName(), buffer, count);
                }
                size += count;
                unpacked += count;
                if (unpacked > maxUnpacked) {
                    throw bomb("it unpacks to more than %d bytes".formatted(maxUnpacked));
                }
                if (size > HARMLESS && size / packed > HIGHEST_RATIO) {
                    throw bomb("a part of it unpacks to more than %d times its size".formatted(HIGHEST_RATIO));
                }
            }
        }
    }

    private static boolean isXml(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return ending.equals("xml") || ending.equals("rels");
    }

    /**
     * No program writes one into an Office document; it is there to have other files read or to grow without end. Which
     * part is read as XML is said by the parts that refer to it and not by its name, so whatever begins like XML counts.
     */
    private static void requireNoDocumentType(String name, byte[] begin, int count) throws DocumentRefused {
        int length = Math.min(count, PROLOGUE);
        for (Charset encoding : ENCODINGS) {
            String text = new String(begin, 0, length, encoding);
            boolean xml = isXml(name)
                    || XML_BEGIN.matcher(text).lookingAt()
                            && !WEB_PAGE.matcher(text).lookingAt();
            if (xml && (text.contains("<!DOCTYPE") || text.contains("<!ENTITY"))) {
                throw new DocumentRefused(
                        ErrorCode.DOCUMENT_UNSAFE,
                        "the document declares XML entities, which Office documents never do; save it anew and send that");
            }
        }
    }

    private static DocumentRefused bomb(String why) {
        return new DocumentRefused(
                ErrorCode.DOCUMENT_BOMB, "the document is not read, since %s; send less of it".formatted(why));
    }
}
