package io.aiworkflow.knowledge.parsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;

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
        return withBody(out -> out.write(text(entity(file))));
    }

    private static String entity(String file) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE d [<!ENTITY x SYSTEM "%s">]>
                <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
                <w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>
                """.formatted(file);
    }

    /** The same in a part whose name says nothing of XML, to which the others refer as to the document. */
    public static byte[] xxeUnderAnotherName(String file, Charset encoding) {
        return SampleDocuments.bytes(out -> {
            try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(docx()));
                    ZipOutputStream to = new ZipOutputStream(out)) {
                for (ZipEntry part = from.getNextEntry(); part != null; part = from.getNextEntry()) {
                    to.putNextEntry(new ZipEntry(part.getName().replace(BODY, "word/document.bin")));
                    if (part.getName().equals(BODY)) {
                        to.write(entity(file).replace("UTF-8", encoding.name()).getBytes(encoding));
                    } else {
                        String content = new String(from.readAllBytes(), StandardCharsets.UTF_8);
                        to.write(text(content.replace(BODY, "word/document.bin")));
                    }
                    to.closeEntry();
                }
            }
        });
    }

    /** The same in a table of strings and on a slide. */
    public static byte[] xxeInSheet(String file) {
        byte[] whole = SampleDocuments.xlsx("Lamps", List.of(List.of("a", "b")));
        return with(whole, "xl/sharedStrings.xml", out -> out.write(text("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE d [<!ENTITY x SYSTEM "%s">]>
                <sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&x;</t></si></sst>
                """.formatted(file))));
    }

    public static byte[] xxeOnSlide(String file) {
        return with(
                SampleDocuments.pptx("Welcome"), "ppt/slides/slide1.xml", out -> out.write(text("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE d SYSTEM "%s">
                <p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>
                """.formatted(file))));
    }

    /** A form of a PDF is XML too. */
    public static byte[] xfaWithEntity(String file) {
        return SampleDocuments.bytes(out -> {
            try (PDDocument document = Loader.loadPDF(SampleDocuments.pdf("A harmless page."))) {
                PDAcroForm form = new PDAcroForm(document);
                PDStream xfa = new PDStream(document, new ByteArrayInputStream(text("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!DOCTYPE d [<!ENTITY x SYSTEM "%s">]>
                        <xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">
                        <xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">
                        <xfa:data><form1><name>&x;</name></form1></xfa:data></xfa:datasets></xdp:xdp>
                        """.formatted(file))));
                form.getCOSObject().setItem(COSName.XFA, xfa);
                document.getDocumentCatalog().setAcroForm(form);
                document.save(out);
            }
        });
    }

    /** A page whose drawing, packed twice, is some kilobytes long and unpacks to as many bytes as are told. */
    public static byte[] pdfBomb(long unpacked) {
        byte[] once = deflated(out -> {
            byte[] blanks = new byte[1 << 16];
            Arrays.fill(blanks, (byte) ' ');
            for (long written = 0; written < unpacked; written += blanks.length) {
                out.write(blanks);
            }
        });
        byte[] twice = deflated(out -> out.write(once));
        return SampleDocuments.bytes(out -> {
            try (PDDocument document = new PDDocument()) {
                PDPage page = new PDPage();
                document.addPage(page);
                COSStream drawing = document.getDocument().createCOSStream();
                try (OutputStream raw = drawing.createRawOutputStream()) {
                    raw.write(twice);
                }
                COSArray filters = new COSArray();
                filters.add(COSName.FLATE_DECODE);
                filters.add(COSName.FLATE_DECODE);
                drawing.setItem(COSName.FILTER, filters);
                page.getCOSObject().setItem(COSName.CONTENTS, drawing);
                document.save(out);
            }
        });
    }

    private static byte[] deflated(SampleDocuments.Writing content) {
        return SampleDocuments.bytes(out -> {
            try (DeflaterOutputStream packed = new DeflaterOutputStream(out)) {
                content.to(packed);
            }
        });
    }

    /** Pages within pages within pages, which readers walk through by calling themselves. */
    public static byte[] nestedPdf(int levels) {
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        List<Integer> places = new ArrayList<>(List.of(9));
        for (int level = 2; level < levels + 2; level++) {
            places.add(pdf.length());
            pdf.append("%d 0 obj\n<</Type/Pages/Count 1/Kids[%d 0 R]>>\nendobj\n".formatted(level, level + 1));
        }
        places.add(pdf.length());
        pdf.append("%d 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n".formatted(levels + 2));
        int table = pdf.length();
        pdf.append("xref\n0 %d\n0000000000 65535 f \n".formatted(levels + 3));
        places.forEach(place -> pdf.append("%010d 00000 n \n".formatted(place)));
        pdf.append("trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n".formatted(levels + 3, table));
        return text(pdf.toString());
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
        return text("<!DOCTYPE html><html><body>" + "<div>".repeat(levels) + "deep" + "</div>".repeat(levels)
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
        return with(docx(), BODY, body);
    }

    /** A document with one part replaced. */
    private static byte[] with(byte[] whole, String replaced, SampleDocuments.Writing body) {
        return SampleDocuments.bytes(out -> {
            try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(whole));
                    ZipOutputStream to = new ZipOutputStream(out)) {
                for (ZipEntry part = from.getNextEntry(); part != null; part = from.getNextEntry()) {
                    to.putNextEntry(new ZipEntry(part.getName()));
                    if (part.getName().equals(replaced)) {
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
