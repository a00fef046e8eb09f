package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a document into chunks of bounded size along its structure: never across a section or a page, between paragraphs, lists
 * and code blocks if they fit, else between lines or sentences, else between words, and inside a word as a last resort.
 * Neighbours in a section overlap a little, unless a page begins between them. It changes no character: a chunk is a range of the text.
 */
public final class Chunker {
    /** Tokens are no measure for runs that the tokenizer takes as one unknown token, so characters count as well. */
    private static final int CHARACTERS_PER_TOKEN = 8;

    private final ToIntFunction<String> tokens;
    private final int maxTokens;
    private final int overlapTokens;

    /** @param tokens counts the tokens of a text, without any limit */
    public Chunker(ToIntFunction<String> tokens, int maxTokens, int overlapTokens) {
        this.tokens = tokens;
        this.maxTokens = maxTokens;
        this.overlapTokens = overlapTokens;
    }

    List<Chunk> chunk(String text) {
        return chunk(text, List.of());
    }

    /** @param pages the offsets at which pages begin, ascending; empty for a text without pages */
    public List<Chunk> chunk(String text, List<Integer> pages) {
        List<Chunk> chunks = new ArrayList<>();
        List<Block> headings = new ArrayList<>();
        List<Block> section = new ArrayList<>();
        for (Block block : BlockReader.read(text)) {
            if (block.kind() == Kind.HEADING) {
                if (section.stream().anyMatch(b -> b.kind() != Kind.HEADING)) {
                    addSection(text, pages, headings, section, chunks);
                    section.clear();
                }
                headings.removeIf(outer -> outer.level() >= block.level());
                headings.add(block);
            }
            section.add(block);
        }
        addSection(text, pages, headings, section, chunks);
        return chunks;
    }

    private void addSection(
            String text, List<Integer> pages, List<Block> headings, List<Block> section, List<Chunk> chunks) {
        List<String> titles = headings.stream().map(Block::title).toList();
        List<TextRange> units = new ArrayList<>();
        section.forEach(block -> split(text, block.range().trimmed(text), block.grain(), units));
        byPage(units, pages).forEach(page -> addUnits(text, titles, page, chunks));
    }

    private void addUnits(String text, List<String> titles, List<TextRange> units, List<Chunk> chunks) {
        TextRange previous = null;
        for (int first = 0; first < units.size(); ) {
            int lead = previous == null ? -1 : overlapStart(text, previous, units.get(first));
            int start = lead < 0 ? units.get(first).start() : lead;
            int after = lastThatFits(text, start, units, first) + 1;
            previous = new TextRange(start, units.get(after - 1).end());
            chunks.add(new Chunk(chunks.size(), titles, previous.start(), previous.end()));
            first = after;
        }
    }

    private static List<List<TextRange>> byPage(List<TextRange> units, List<Integer> pages) {
        List<List<TextRange>> groups = new ArrayList<>();
        int next = 0;
        for (TextRange unit : units) {
            boolean turned = groups.isEmpty();
            for (; next < pages.size() && pages.get(next) <= unit.start(); next++) {
                turned = true;
            }
            if (turned) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(unit);
        }
        return groups;
    }

    /** Cuts a range into units that each fit into a chunk. */
    private void split(String text, TextRange range, Grain grain, List<TextRange> units) {
        if (range.length() == 0) {
            return;
        }
        if (fits(text, range, maxTokens)) {
            units.add(range);
        } else if (grain == null) {
            splitWord(text, range, units);
        } else {
            Grain finer = grain == Grain.WORDS ? null : Grain.values()[grain.ordinal() + 1];
            grain.parts(text, range).forEach(part -> split(text, part, finer, units));
        }
    }

    private void splitWord(String text, TextRange word, List<TextRange> units) {
        int start = word.start();
        while (start < word.end()) {
            int length = Math.min(word.end() - start, maxTokens * CHARACTERS_PER_TOKEN);
            int end = beforeSurrogate(text, start, start + length);
            while (end - start > 2 && !fits(text, new TextRange(start, end), maxTokens)) {
                end = beforeSurrogate(text, start, start + (end - start) * 3 / 4);
            }
            units.add(new TextRange(start, end));
            start = end;
        }
    }

    private static int beforeSurrogate(String text, int start, int end) {
        boolean insidePair = end < text.length()
                && Character.isLowSurrogate(text.charAt(end))
                && Character.isHighSurrogate(text.charAt(end - 1));
        return insidePair ? (end - 1 > start ? end - 1 : end + 1) : end;
    }

    private int lastThatFits(String text, int start, List<TextRange> units, int first) {
        int last = first;
        int size = size(text, new TextRange(start, units.get(first).end()));
        while (last + 1 < units.size()) {
            size += size(text, units.get(last + 1));
            if (size > maxTokens) {
                break;
            }
            last++;
        }
        // The sum of the parts is a good guess; the whole can count a little differently.
        while (last > first && !fits(text, new TextRange(start, units.get(last).end()), maxTokens)) {
            last--;
        }
        return last;
    }

    /** Where the chunk after {@code previous} begins, so that it repeats its end; -1 if the next unit leaves no room. */
    private int overlapStart(String text, TextRange previous, TextRange next) {
        int reach = Math.max(previous.start(), previous.end() - overlapTokens * CHARACTERS_PER_TOKEN);
        for (Grain grain : List.of(Grain.SENTENCES, Grain.WORDS)) {
            List<TextRange> parts = grain.parts(text, new TextRange(reach, previous.end()));
            int start = -1;
            // The first part may be cut off by the reach, unless the reach is where the chunk begins.
            for (int i = parts.size() - 1; i >= 1; i--) {
                TextRange tail = new TextRange(parts.get(i).start(), previous.end());
                TextRange whole = new TextRange(tail.start(), next.end());
                if (!fits(text, tail, overlapTokens) || !fits(text, whole, maxTokens)) {
                    break;
                }
                start = tail.start();
            }
            if (start >= 0) {
                return start;
            }
        }
        return -1;
    }

    private boolean fits(String text, TextRange range, int limit) {
        return range.length() <= limit * CHARACTERS_PER_TOKEN && tokens.applyAsInt(range.of(text)) <= limit;
    }

    private int size(String text, TextRange range) {
        int byLength = (range.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
        return Math.max(byLength, tokens.applyAsInt(range.of(text)));
    }
}
