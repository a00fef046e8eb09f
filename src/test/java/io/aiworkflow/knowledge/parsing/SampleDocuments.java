package io.aiworkflow.knowledge.parsing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFTextBox;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;

/** Documents of every kind that is read, made while the tests run. */
public final class SampleDocuments {
    private SampleDocuments() {}

    /** One page for each text. */
    public static byte[] pdf(String... pages) {
        return bytes(out -> {
            try (PDDocument document = new PDDocument()) {
                write(document, pages);
                document.save(out);
            }
        });
    }

    public static byte[] encryptedPdf(String text) {
        return bytes(out -> {
            try (PDDocument document = new PDDocument()) {
                write(document, text);
                document.protect(new StandardProtectionPolicy("owner-word", "user-word", new AccessPermission()));
                document.save(out);
            }
        });
    }

    private static void write(PDDocument document, String... pages) throws IOException {
        PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
        for (String text : pages) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(font, 12);
                content.newLineAtOffset(72, 700);
                for (String line : text.split("\n")) {
                    content.showText(line);
                    content.newLineAtOffset(0, -16);
                }
                content.endText();
            }
        }
    }

    /** A heading, a paragraph and a table of two rows. */
    public static byte[] docx(String heading, String paragraph, List<List<String>> rows) {
        return bytes(out -> {
            try (XWPFDocument document = new XWPFDocument()) {
                XWPFParagraph title = document.createParagraph();
                title.setStyle("Heading1");
                title.createRun().setText(heading);
                document.createParagraph().createRun().setText(paragraph);
                XWPFTable table = document.createTable(rows.size(), rows.get(0).size());
                for (int row = 0; row < rows.size(); row++) {
                    for (int column = 0; column < rows.get(row).size(); column++) {
                        table.getRow(row).getCell(column).setText(rows.get(row).get(column));
                    }
                }
                document.write(out);
            }
        });
    }

    public static byte[] encryptedDocx(String text) {
        byte[] plain = docx("Secret", text, List.of(List.of("a", "b")));
        return bytes(out -> {
            try (POIFSFileSystem files = new POIFSFileSystem()) {
                Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
                encryptor.confirmPassword("word");
                try (OutputStream packed = encryptor.getDataStream(files)) {
                    packed.write(plain);
                }
                files.writeFilesystem(out);
            } catch (java.security.GeneralSecurityException e) {
                throw new IOException(e);
            }
        });
    }

    /** One slide for each text. */
    public static byte[] pptx(String... slides) {
        return bytes(out -> {
            try (XMLSlideShow show = new XMLSlideShow()) {
                for (String text : slides) {
                    XSLFTextBox box = show.createSlide().createTextBox();
                    box.setText(text);
                    box.setAnchor(new java.awt.Rectangle(50, 50, 400, 200));
                }
                show.write(out);
            }
        });
    }

    public static byte[] xlsx(String sheetName, List<List<String>> rows) {
        return bytes(out -> {
            try (XSSFWorkbook book = new XSSFWorkbook()) {
                XSSFSheet sheet = book.createSheet(sheetName);
                for (int row = 0; row < rows.size(); row++) {
                    XSSFRow line = sheet.createRow(row);
                    for (int column = 0; column < rows.get(row).size(); column++) {
                        line.createCell(column).setCellValue(rows.get(row).get(column));
                    }
                }
                book.write(out);
            }
        });
    }

    public static byte[] html(String heading, String paragraph) {
        return utf8("""
                <!DOCTYPE html>
                <html><head><title>%1$s</title><style>p {color: red}</style><script>alert("no text")</script></head>
                <body><h1>%1$s</h1><p>%2$s</p>
                <table><tr><th>Code</th><th>Meaning</th></tr><tr><td>E7</td><td>Blocked</td></tr></table>
                <ul><li>first</li><li>second</li></ul></body></html>
                """.formatted(heading, paragraph));
    }

    public static byte[] eml(String subject, String text) {
        return utf8("""
                From: Anna Sample <anna@example.org>
                To: Berta Sample <berta@example.org>
                Subject: %s
                Date: Mon, 4 May 2026 10:00:00 +0000
                Message-ID: <1@example.org>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: text/plain; charset=UTF-8

                %s
                --b
                Content-Type: application/octet-stream; name="attachment.bin"
                Content-Disposition: attachment; filename="attachment.bin"
                Content-Transfer-Encoding: base64

                c2VjcmV0IGF0dGFjaG1lbnQ=
                --b--
                """.formatted(subject, text).replace("\n", "\r\n"));
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes a document. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
