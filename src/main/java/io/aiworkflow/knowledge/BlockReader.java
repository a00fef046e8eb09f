package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds headings, paragraphs, lists, tables and code in Markdown or plain text, line by line. It keeps every character
 * that is not white space in exactly one block, and interprets nothing inside a line.
 */
final class BlockReader {
    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})[ \\t]+(\\S.*?)[ \\t]*+#*+[ \\t]*+");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(={3,}|-{3,})[ \\t]*");
    private static final Pattern ITEM = Pattern.compile("[ \\t]*(?:[-*+•]|\\d{1,3}[.)])[ \\t]+\\S.*");
    private static final Pattern FENCE = Pattern.compile("[ \\t]*(`{3,}|~{3,}).*");
    private static final int LONGEST_MARKED_LINE = 1000;
    private static final int LONGEST_TITLE = 120;

    private final String text;
    private final List<Block> blocks = new ArrayList<>();
    private Kind open;
    private int openStart;
    private int openEnd;
    private int openLines;
    private boolean blankBefore;
    private String fence;

    private BlockReader(String text) {
        this.text = text;
    }

    static List<Block> read(String text) {
        BlockReader reader = new BlockReader(text);
        for (int start = 0; start < text.length(); ) {
            int end = reader.endOfLine(start);
            reader.line(new TextRange(start, end));
            start = end + (text.startsWith("\r\n", end) ? 2 : 1);
        }
        reader.close();
        return reader.blocks;
    }

    private int endOfLine(int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private void line(TextRange range) {
        // A mark stands at the beginning of a line of reasonable length; patterns never see a giant line.
        String line = text.substring(range.start(), Math.min(range.end(), range.start() + LONGEST_MARKED_LINE));
        if (fence != null) {
            extend(range);
            if (line.strip().startsWith(fence)
                    && line.strip().replace(fence.substring(0, 1), "").isEmpty()) {
                close();
            }
            return;
        }
        if (line.isBlank()) {
            if (open != Kind.LIST) {
                close();
            }
            blankBefore = true;
            return;
        }
        Matcher heading = HEADING.matcher(line);
        Matcher mark = FENCE.matcher(line);
        if (heading.matches()) {
            close();
            add(range, heading.group(1).length(), heading.group(2));
        } else if (open == Kind.PARAGRAPH
                && openLines == 1
                && UNDERLINE.matcher(line).matches()) {
            String title = text.substring(openStart, openEnd).strip();
            TextRange both = new TextRange(openStart, range.end());
            open = null;
            add(both, line.strip().startsWith("=") ? 1 : 2, title);
        } else if (mark.matches()) {
            begin(Kind.CODE, range);
            fence = mark.group(1);
        } else {
            continueOrBegin(kind(line), range, line);
        }
        blankBefore = false;
    }

    private Kind kind(String line) {
        if (ITEM.matcher(line).matches()) {
            return Kind.LIST;
        }
        return line.stripLeading().startsWith("|") ? Kind.TABLE : Kind.PARAGRAPH;
    }

    private void continueOrBegin(Kind kind, TextRange range, String line) {
        boolean indented = Character.isWhitespace(line.charAt(0));
        boolean partOfList = open == Kind.LIST && (kind == Kind.LIST || indented || !blankBefore);
        if (partOfList || open == kind && kind != Kind.LIST) {
            extend(range);
        } else {
            begin(kind, range);
        }
    }

    private void begin(Kind kind, TextRange range) {
        close();
        open = kind;
        openStart = range.start();
        openEnd = range.end();
        openLines = 1;
    }

    private void extend(TextRange range) {
        openEnd = range.end();
        openLines++;
    }

    private void close() {
        if (open != null) {
            blocks.add(new Block(open, new TextRange(openStart, openEnd), 0, ""));
        }
        open = null;
        fence = null;
    }

    private void add(TextRange range, int level, String title) {
        String shown = title.length() <= LONGEST_TITLE
                ? title
                : title.substring(0, LONGEST_TITLE).strip() + "…";
        blocks.add(new Block(Kind.HEADING, range, level, shown));
    }
}
