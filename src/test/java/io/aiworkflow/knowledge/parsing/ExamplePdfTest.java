package io.aiworkflow.knowledge.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.Test;

/**
 * The PDF among the examples. It is made here, from a text whose pages are separated by form feeds, and always the same
 * byte by byte; when it has to change, this test says where the new one is.
 */
class ExamplePdfTest {
    private static final Path TEXT = Path.of("src/test/resources/examples/building-guide.txt");
    private static final Path PDF = Path.of("examples/building-guide.pdf");
    private static final Path MADE = Path.of("target/building-guide.pdf");
    private static final float LEFT = 64;
    private static final float TOP = 770;

    @Test
    void isMadeFromItsText() throws IOException {
        byte[] made = made();
        Files.createDirectories(MADE.getParent());
        Files.write(MADE, made);

        assertThat(made()).as("made twice").isEqualTo(made);
        assertThat(PDF).as("copy %s there", MADE).hasSameBinaryContentAs(MADE);
    }

    @Test
    void isReadPageByPage() throws Exception {
        ParsedDocument document =
                new DocumentReader(new ReadingLimits(100_000, 50_000_000)).read(PDF, DocumentKind.TEXT);

        assertThat(document.kind()).isEqualTo(DocumentKind.PDF);
        assertThat(document.title()).isEqualTo("Building guide");
        List<String> pages = pages();
        assertThat(document.pages()).hasSameSizeAs(pages);
        for (int page = 0; page < pages.size(); page++) {
            String read = document.text().substring(document.pages().get(page)).replaceAll("\\s+", " ");
            assertThat(read).startsWith(pages.get(page).strip().replaceAll("\\s+", " "));
        }
    }

    private static List<String> pages() throws IOException {
        return List.of(Files.readString(TEXT).split("\f"));
    }

    /** Without compression, whose outcome depends on the version of Java, and with a number of its own. */
    private static byte[] made() {
        return SampleDocuments.bytes(out -> {
            try (PDDocument document = new PDDocument()) {
                document.getDocumentInformation().setTitle("Building guide");
                document.getDocumentInformation().setAuthor("Brightwater Instruments");
                document.setDocumentId(1L);
                PDType1Font usual = new PDType1Font(FontName.HELVETICA);
                PDType1Font bold = new PDType1Font(FontName.HELVETICA_BOLD);
                for (String text : pages()) {
                    write(document, text.strip(), usual, bold);
                }
                document.save(out, CompressParameters.NO_COMPRESSION);
            }
        });
    }

    /** The first line of a page and lines that stand alone between empty ones are headings. */
    private static void write(PDDocument document, String text, PDType1Font usual, PDType1Font bold)
            throws IOException {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page, AppendMode.OVERWRITE, false)) {
            content.beginText();
            content.newLineAtOffset(LEFT, TOP);
            String[] lines = text.split("\n");
            for (int i = 0; i < lines.length; i++) {
                boolean heading = isBlank(lines, i - 1) && isBlank(lines, i + 1);
                content.setFont(heading ? bold : usual, heading ? 14 : 11);
                content.showText(lines[i]);
                content.newLineAtOffset(0, -17);
            }
            content.endText();
        }
    }

    private static boolean isBlank(String[] lines, int line) {
        return line < 0 || line >= lines.length || lines[line].isBlank();
    }
}
