package io.aiworkflow.knowledge.parsing;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.CompositeParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.TXTParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** The one parser for each kind of document. What is packed into a document, such as attachments, is never parsed. */
final class KindParsers {
    private static final long PDF_MEMORY = 64L * 1024 * 1024;

    private KindParsers() {}

    static void parse(DocumentKind kind, InputStream in, MarkdownWriter writer, Metadata metadata)
            throws IOException, SAXException, TikaException {
        metadata.set(Metadata.CONTENT_TYPE, kind.mediaType());
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, new NothingEmbedded());
        // The parts of a mail's own text.
        context.set(
                Parser.class,
                new CompositeParser(MediaTypeRegistry.getDefaultRegistry(), new JSoupParser(), new TXTParser()));
        context.set(PDFParserConfig.class, pdf());
        context.set(OfficeParserConfig.class, office());
        parser(kind).parse(in, writer, metadata, context);
    }

    private static Parser parser(DocumentKind kind) {
        return switch (kind) {
            case PDF -> new PDFParser();
            case DOCX, PPTX, XLSX -> new OOXMLParser();
            case HTML -> new JSoupParser();
            case EML -> new RFC822Parser();
            case MARKDOWN, CSV, JSON, TEXT -> new TXTParser();
        };
    }

    private static PDFParserConfig pdf() {
        PDFParserConfig config = new PDFParserConfig();
        config.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        config.setExtractInlineImages(false);
        config.setMaxMainMemoryBytes(PDF_MEMORY);
        return config;
    }

    private static OfficeParserConfig office() {
        OfficeParserConfig config = new OfficeParserConfig();
        // These readers walk through a document instead of holding all of it.
        config.setUseSAXDocxExtractor(true);
        config.setUseSAXPptxExtractor(true);
        config.setExtractMacros(false);
        return config;
    }

    private static final class NothingEmbedded implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml) {
            // Left out.
        }
    }
}
