package io.aiworkflow.knowledge.parsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Documents that must be refused, made while the tests run. */
public final class BadDocuments {
    private static final String BODY = "word/document.xml";

    private BadDocuments() {}

    /** Breaks off in the middle. */
    public static byte[] corruptPdf() {
        byte[] whole = SampleDocuments.pdf("This will not be read.");
        byte[] half = Arrays.copyOf(whole, whole.length / 3);
        Arrays.fill(half, 60, half.length, (byte) 7);
        return half;
    }

    public static byte[] corruptDocx() {
        byte[] whole = docx();
        return Arrays.copyOf(whole, whole.length - 300);
    }

    /** A few kilobytes that unpack to as many bytes as are told. */
    public static byte[] zipBomb(long unpacked) {
        return withBody(out -> {
            out.write(text(
                    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"));
            byte[] blanks = new byte[1 << 16];
            Arrays.fill(blanks, (byte) ' ');
            for (long written = 0; written < unpacked; written += blanks.length) {
                out.write(blanks);
            }
            out.write(text("</w:body></w:document>"));
        });
    }

    /** Asks for a file of the machine that reads it. */
    public static byte[] xxe(String file) {
        return withBody(out -> out.write(text("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE d [<!ENTITY x SYSTEM "%s">]>
                <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
                <w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>
                """.formatted(file))));
    }

    /** A PDF to some readers, a ZIP archive to others. */
    public static byte[] pdfAndZip() {
        return SampleDocuments.bytes(out -> {
            out.write(SampleDocuments.pdf("A harmless page."));
            out.write(docx());
        });
    }

    /** A web page to browsers, a PDF to readers of PDF. */
    public static byte[] htmlAndPdf() {
        return SampleDocuments.bytes(out -> {
            out.write(text("<html><body><script>steal()</script>\n"));
            out.write(SampleDocuments.pdf("A harmless page."));
        });
    }

    public static byte[] nestedHtml(int levels) {
        return text("<!DOCTYPE html><html><body>" + "<div><b>".repeat(levels) + "deep" + "</b></div>".repeat(levels)
                + "</body></html>");
    }

    /** A program for Linux. */
    public static byte[] program() {
        byte[] elf = new byte[4096];
        byte[] head = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
        System.arraycopy(head, 0, elf, 0, head.length);
        return elf;
    }

    private static byte[] docx() {
        return SampleDocuments.docx("Title", "Some words.", List.of(List.of("a", "b")));
    }

    private static byte[] withBody(SampleDocuments.Writing body) {
        return SampleDocuments.bytes(out -> {
            try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(docx()));
                    ZipOutputStream to = new ZipOutputStream(out)) {
                for (ZipEntry part = from.getNextEntry(); part != null; part = from.getNextEntry()) {
                    to.putNextEntry(new ZipEntry(part.getName()));
                    if (part.getName().equals(BODY)) {
                        body.to(new Unclosed(to));
                    } else {
                        from.transferTo(to);
                    }
                    to.closeEntry();
                }
            }
        });
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            // The archive goes on.
        }
    }
}
