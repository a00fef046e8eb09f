package io.aiworkflow.knowledge.parsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.failure.ErrorCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.helpers.AttributesImpl;

/** What is read of each kind of document, without the process around it. */
class DocumentReaderTest {
    private static final ReadingLimits LIMITS = new ReadingLimits(100_000, 50_000_000);
    private static final List<List<String>> ROWS =
            List.of(List.of("Code", "Meaning"), List.of("E7", "Blocked | stuck"));

    @TempDir
    Path folder;

    @Test
    void readsThePagesOfAPdf() throws Exception {
        ParsedDocument document = read(SampleDocuments.pdf("The tide turns at noon.", "Cats sleep all day."));
        assertThat(document.kind()).isEqualTo(DocumentKind.PDF);
        assertThat(document.pages()).hasSize(2);
        assertThat(document.text().substring(document.pages().get(0))).startsWith("The tide turns at noon.");
        assertThat(document.text().substring(document.pages().get(1)).strip()).isEqualTo("Cats sleep all day.");
    }

    @Test
    void pagesWithoutTextAreCountedToo() throws Exception {
        ParsedDocument document = read(SampleDocuments.pdf("", "The ferry sails at nine.", "", "", "It is blue."));
        assertThat(document.pages())
                .containsExactly(
                        0,
                        0,
                        document.text().indexOf("It is blue."),
                        document.text().indexOf("It is blue."),
                        document.text().indexOf("It is blue."));
    }

    @Test
    void aTitleHasItsLimit() throws Exception {
        assertThat(read(SampleDocuments.html("Ferries ".repeat(5000), "They sail."))
                        .title())
                .startsWith("Ferries Ferries")
                .hasSize(300);
    }

    @Test
    void theHeadOfAMailIsAPartOfItsText() throws Exception {
        Path file = Files.write(folder.resolve("mail"), SampleDocuments.eml("tide ".repeat(150), "noon ".repeat(150)));
        DocumentReader reader = new DocumentReader(new ReadingLimits(1000, 50_000_000));
        assertThat(catchThrowableOfType(DocumentRefused.class, () -> reader.read(file, DocumentKind.TEXT))
                        .code())
                .isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE);
    }

    @Test
    void readsHeadingsAndTablesOfWord() throws Exception {
        ParsedDocument document = read(SampleDocuments.docx("Errors", "What the lamps mean.", ROWS));
        assertThat(document.kind()).isEqualTo(DocumentKind.DOCX);
        assertThat(document.text())
                .contains("What the lamps mean.")
                .contains("| Code | Meaning |\n| E7 | Blocked \\| stuck |")
                .contains("Errors");
    }

    @Test
    void readsSlidesAsPages() throws Exception {
        ParsedDocument document = read(SampleDocuments.pptx("First slide", "Second slide"));
        assertThat(document.kind()).isEqualTo(DocumentKind.PPTX);
        assertThat(document.pages()).hasSize(2);
        assertThat(document.text().substring(document.pages().get(1))).startsWith("Second slide");
    }

    @Test
    void readsSheetsAsTablesUnderTheirNames() throws Exception {
        ParsedDocument document = read(SampleDocuments.xlsx("Lamps", ROWS));
        assertThat(document.kind()).isEqualTo(DocumentKind.XLSX);
        assertThat(document.text()).startsWith("# Lamps").contains("| Code | Meaning |\n| E7 | Blocked \\| stuck |");
    }

    @Test
    void readsWebPagesWithoutTheirScripts() throws Exception {
        ParsedDocument document = read(SampleDocuments.html("Lamps", "What they mean."));
        assertThat(document.kind()).isEqualTo(DocumentKind.HTML);
        assertThat(document.title()).isEqualTo("Lamps");
        assertThat(document.text())
                .startsWith("# Lamps")
                .contains("What they mean.", "| Code | Meaning |\n| E7 | Blocked |", "- first", "- second")
                .doesNotContain("alert", "color");
    }

    @Test
    void readsMailsWithoutTheirAttachments() throws Exception {
        ParsedDocument document = read(SampleDocuments.eml("Tides", "The tide turns at noon."));
        assertThat(document.kind()).isEqualTo(DocumentKind.EML);
        assertThat(document.title()).isEqualTo("Tides");
        assertThat(document.text())
                .startsWith("# Tides")
                .contains("Anna Sample", "berta@example.org", "The tide turns at noon.")
                .doesNotContain("secret attachment");
    }

    @Test
    void theNameDecidesWhichTextATextIs() throws Exception {
        assertThat(read("# Tides\n\nAt noon.", "a.md").kind()).isEqualTo(DocumentKind.MARKDOWN);
        assertThat(read("# Tides\n\nAt noon.", "a.pdf")).satisfies(document -> {
            assertThat(document.kind()).isEqualTo(DocumentKind.TEXT);
            assertThat(document.text()).isEqualTo("# Tides\n\nAt noon.");
        });
        ParsedDocument csv = read("code,meaning\nE7,Blocked\nE8,\"Hot, very\"\n", "a.csv");
        assertThat(csv.kind()).isEqualTo(DocumentKind.CSV);
        assertThat(csv.text()).contains("| E8 | Hot, very |");
        ParsedDocument json = read("{\"code\":\"E7\",\"meaning\":\"Blocked\"}", "a.json");
        assertThat(json.kind()).isEqualTo(DocumentKind.JSON);
        assertThat(json.text().lines()).hasSize(4);
    }

    @Test
    void jsonThatIsMoreThanOneValueLosesNothing() throws Exception {
        String lines = "{\"code\":\"E7\"}\n{\"code\":\"E8\",\"code\":\"E9\"}\n";
        assertThat(read(lines, "lines.json").text()).contains("E7", "E8", "E9");
    }

    @Test
    void readsOtherEncodingsThanUtf8() throws Exception {
        byte[] latin = "Die Flut kommt gegen Mittag zurück, und die Möwen hören auf zu lärmen."
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(latin).text()).contains("zurück", "Möwen");
    }

    @Test
    void saysWhatIsWrongWithABadDocument() throws Exception {
        assertThat(refusal(new byte[0])).isEqualTo(ErrorCode.DOCUMENT_EMPTY);
        assertThat(refusal(SampleDocuments.utf8(" \n\t "))).isEqualTo(ErrorCode.DOCUMENT_EMPTY);
        assertThat(refusal(SampleDocuments.pdf(""))).isEqualTo(ErrorCode.DOCUMENT_EMPTY);
        assertThat(refusal(BadDocuments.corruptPdf())).isEqualTo(ErrorCode.DOCUMENT_UNREADABLE);
        assertThat(refusal(BadDocuments.corruptDocx()))
                .isIn(ErrorCode.DOCUMENT_UNREADABLE, ErrorCode.DOCUMENT_TYPE_UNKNOWN);
        assertThat(refusal(SampleDocuments.encryptedPdf("secret"))).isEqualTo(ErrorCode.DOCUMENT_ENCRYPTED);
        assertThat(refusal(SampleDocuments.encryptedDocx("secret"))).isEqualTo(ErrorCode.DOCUMENT_ENCRYPTED);
        assertThat(refusal(BadDocuments.zipBomb(60_000_000))).isEqualTo(ErrorCode.DOCUMENT_BOMB);
        assertThat(refusal(BadDocuments.pdfAndZip())).isEqualTo(ErrorCode.DOCUMENT_AMBIGUOUS);
        assertThat(refusal(BadDocuments.htmlAndPdf())).isEqualTo(ErrorCode.DOCUMENT_AMBIGUOUS);
        assertThat(refusal(BadDocuments.program())).isEqualTo(ErrorCode.DOCUMENT_TYPE_UNKNOWN);
        assertThat(refusal(SampleDocuments.utf8("<?xml version=\"1.0\"?><a>text</a>")))
                .isEqualTo(ErrorCode.DOCUMENT_TYPE_UNKNOWN);
        assertThat(refusal(SampleDocuments.utf8("{\\rtf1 text}"))).isEqualTo(ErrorCode.DOCUMENT_TYPE_UNKNOWN);
        assertThat(refusal(SampleDocuments.utf8("words ".repeat(20_000)))).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE);
    }

    @Test
    void readsNothingThatADocumentRefersTo() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "the secret of the machine");
        String address = secret.toUri().toString();
        assertThat(refusal(BadDocuments.xxe(address))).isEqualTo(ErrorCode.DOCUMENT_UNSAFE);
        assertThat(refusal(BadDocuments.xxeInSheet(address))).isEqualTo(ErrorCode.DOCUMENT_UNSAFE);
        assertThat(refusal(BadDocuments.xxeOnSlide(address))).isEqualTo(ErrorCode.DOCUMENT_UNSAFE);
    }

    @Test
    void aPartIsXmlByWhatItHoldsAndNotByItsName() throws Exception {
        for (Charset encoding : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            Path file = Files.write(
                    folder.resolve("renamed"), BadDocuments.xxeUnderAnotherName("file:///etc/passwd", encoding));
            assertThat(catchThrowableOfType(DocumentRefused.class, () -> new ArchiveCheck(1_000_000).check(file))
                            .code())
                    .as(encoding.name())
                    .isEqualTo(ErrorCode.DOCUMENT_UNSAFE);
        }
    }

    @Test
    void theFormOfAPdfReadsNoOtherFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "the secret of the machine");
        ParsedDocument document = read(BadDocuments.xfaWithEntity(secret.toUri().toString()));
        assertThat(document.text()).contains("A harmless page.").doesNotContain("secret");
    }

    /** Its reader flattens it before it could become deep. */
    @Test
    void aPageThatIsNestedWithoutEndIsReadFlat() throws Exception {
        assertThat(read(BadDocuments.nestedHtml(20_000)).text()).isEqualTo("deep");
    }

    @Test
    void whateverReaderNestsDeeperThan500LevelsIsStopped() throws Exception {
        MarkdownWriter writer = new MarkdownWriter(1000);
        for (int level = 0; level < 500; level++) {
            writer.startElement("", "div", "div", new AttributesImpl());
        }
        MarkdownWriter.Stopped stopped = catchThrowableOfType(
                MarkdownWriter.Stopped.class, () -> writer.startElement("", "div", "div", new AttributesImpl()));
        assertThat(stopped.refusal().code()).isEqualTo(ErrorCode.DOCUMENT_BOMB);
        assertThat(stopped).hasMessageContaining("deeper than 500 levels");
    }

    private ErrorCode refusal(byte[] content) {
        return catchThrowableOfType(DocumentRefused.class, () -> read(content)).code();
    }

    private ParsedDocument read(String text, String name) throws Exception {
        return read(SampleDocuments.utf8(text), name);
    }

    private ParsedDocument read(byte[] content) throws Exception {
        return read(content, "document");
    }

    private ParsedDocument read(byte[] content, String name) throws Exception {
        Path file = Files.write(folder.resolve("document"), content);
        return new DocumentReader(LIMITS).read(file, DocumentKind.ofText(name));
    }
}
