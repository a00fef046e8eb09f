package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes what a parser finds as Markdown: headings, paragraphs, lists and tables, which is what chunks are cut along. It
 * notes where pages begin, and stops when there is too much.
 */
final class MarkdownWriter extends DefaultHandler {
    private static final int DEEPEST = 500;
    private static final Set<String> UNSEEN = Set.of("head", "script", "style", "template", "noscript");
    private static final Set<String> BLOCKS = Set.of(
            "p", "div", "ul", "ol", "table", "pre", "blockquote", "section", "article", "header", "footer", "dl", "hr");
    private static final Set<String> PAGES = Set.of("page", "slide-content");

    private final int maxText;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> pages = new ArrayList<>();
    private List<String> row;
    private StringBuilder cell;
    private int tables;
    private int depth;
    private int unseen;
    private int verbatim;
    private int pagesBegun;

    MarkdownWriter(int maxText) {
        this.maxText = maxText;
    }

    String text() {
        return text.toString().strip();
    }

    /** Offsets in {@link #text}, which begins with no white space. A page without text begins where the next one does. */
    List<Integer> pages() {
        return List.copyOf(pages);
    }

    @Override
    public void startElement(String uri, String localName, String qualified, Attributes attributes)
            throws SAXException {
        String name = localName.toLowerCase(Locale.ROOT);
        if (++depth > DEEPEST) {
            throw new Stopped(new DocumentRefused(
                    ErrorCode.DOCUMENT_BOMB,
                    "the document is nested deeper than %d levels; send it in a flatter form".formatted(DEEPEST)));
        }
        if (UNSEEN.contains(name)) {
            unseen++;
        }
        if (unseen > 0) {
            return;
        }
        String kind = attributes.getValue("class");
        if (name.equals("div") && kind != null && PAGES.contains(kind)) {
            pagesBegun++;
        }
        switch (name) {
            case "table" -> beginTable();
            case "tr" -> row = tables == 1 ? new ArrayList<>() : row;
            case "td", "th" -> cell = tables == 1 ? new StringBuilder() : cell;
            case "li" -> begin("- ");
            case "br" -> append(cell == null ? "\n" : " ");
            case "pre" -> beginVerbatim();
            default -> beginOther(name);
        }
    }

    private void beginOther(String name) throws SAXException {
        if (isHeading(name)) {
            begin("\n" + "#".repeat(name.charAt(1) - '0') + " ");
        } else if (BLOCKS.contains(name)) {
            begin("\n");
        }
    }

    private void beginVerbatim() throws SAXException {
        begin("\n");
        verbatim++;
    }

    private void beginTable() throws SAXException {
        if (tables++ == 0) {
            begin("\n");
        }
    }

    @Override
    public void endElement(String uri, String localName, String qualified) throws SAXException {
        String name = localName.toLowerCase(Locale.ROOT);
        depth--;
        if (UNSEEN.contains(name)) {
            unseen--;
            return;
        }
        if (unseen > 0) {
            return;
        }
        switch (name) {
            case "table" -> endTable();
            case "tr" -> endRow();
            case "td", "th" -> endCell();
            case "pre" -> {
                verbatim--;
                append("\n");
            }
            default -> {
                if (isHeading(name) || name.equals("li") || BLOCKS.contains(name)) {
                    append(cell == null ? "\n" : " ");
                }
            }
        }
    }

    private void endTable() throws SAXException {
        if (--tables == 0) {
            append("\n");
        }
    }

    private void endRow() throws SAXException {
        if (tables != 1 || row == null) {
            return;
        }
        List<String> cells = row;
        row = null;
        if (cells.stream().anyMatch(value -> !value.isEmpty())) {
            append("| " + String.join(" | ", cells) + " |\n");
        }
    }

    private void endCell() {
        if (tables != 1 || cell == null) {
            return;
        }
        String value = cell.toString().replaceAll("\\s+", " ").strip().replace("|", "\\|");
        cell = null;
        if (row != null) {
            row.add(value);
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) throws SAXException {
        if (unseen > 0) {
            return;
        }
        // Between the cells of a table stands nothing but white space.
        if (tables == 0 || cell != null) {
            append(new String(characters, start, length));
        }
    }

    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) throws SAXException {
        if (cell == null && tables == 0) {
            characters(characters, start, length);
        }
    }

    /** A block in a cell is a part of its line. */
    private void begin(String mark) throws SAXException {
        if (cell != null) {
            append(" ");
        } else if (tables == 0 || mark.equals("\n")) {
            endLine();
            append(mark);
        }
    }

    private void endLine() throws SAXException {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            append("\n");
        }
    }

    private void append(String more) throws SAXException {
        if (text.length() + (cell == null ? 0 : cell.length()) + more.length() > maxText) {
            throw new Stopped(new DocumentRefused(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "the document holds more than %d characters of text; split it and send its parts"
                            .formatted(maxText)));
        }
        if (cell != null) {
            cell.append(more);
            return;
        }
        // Pages without text count too: what comes next is on the last of them.
        for (; pagesBegun > 0 && !more.isBlank(); pagesBegun--) {
            pages.add(text.length());
        }
        boolean nothing = more.isBlank() && text.isEmpty();
        if (!nothing && (verbatim > 0 || !isThirdBreak(more))) {
            text.append(text.isEmpty() ? more.stripLeading() : more);
        }
    }

    private boolean isThirdBreak(String more) {
        int length = text.length();
        return more.equals("\n") && length > 1 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\n';
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }

    /** Carries a refusal through a parser. */
    static final class Stopped extends SAXException {
        private static final long serialVersionUID = 1L;

        private final DocumentRefused refusal;

        Stopped(DocumentRefused refusal) {
            super(refusal.getMessage());
            this.refusal = refusal;
        }

        DocumentRefused refusal() {
            return refusal;
        }
    }
}
