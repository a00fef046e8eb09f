package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
    private static final int MAX = 40;
    private static final int OVERLAP = 10;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]");
    private static final ToIntFunction<String> WORDS =
            text -> (int) WORD.matcher(text).results().count();

    private final Chunker chunker = new Chunker(WORDS, MAX, OVERLAP);

    /** Such lines took seconds each when a heading was looked for in every way that there is. */
    @Test
    void headingsFullOfSpacesDoNotKeepItBusy() {
        String line = "# x" + " ".repeat(990) + "y\n\n";
        assertThat(chunker.chunk(line.repeat(300))).isNotEmpty();
    }

    @Test
    void emptyTextsHaveNoChunks() {
        assertThat(chunker.chunk("")).isEmpty();
        assertThat(chunker.chunk(" \r\n\t\n ")).isEmpty();
    }

    @Test
    void aShortTextIsOneChunkWithoutItsMargins() {
        String text = "\n\n  Just a line.  \n";

        List<Chunk> chunks = chunker.chunk(text);

        assertThat(chunks).hasSize(1);
        assertThat(passage(text, chunks.get(0))).isEqualTo("Just a line.");
        assertThat(chunks.get(0).headings()).isEmpty();
    }

    @Test
    void aChunkNeverReachesFromOnePageIntoAnother() {
        String text = "First page.\n\nSecond page.\n\nStill the second.";

        List<Chunk> chunks = chunker.chunk(text, List.of(0, text.indexOf("Second")));

        assertThat(chunks)
                .extracting(chunk -> passage(text, chunk))
                .containsExactly("First page.", "Second page.\n\nStill the second.");
    }

    @Test
    void aChunkNeverReachesIntoAnotherSectionAndKnowsItsHeadings() {
        String text = """
                # Handbook

                Welcome.

                ## Leave

                ### Annual leave

                You have 29 days.

                ## Remote work

                Three days a week.
                """;

        List<Chunk> chunks = chunker.chunk(text);

        assertThat(chunks)
                .extracting(Chunk::heading)
                .containsExactly("Handbook", "Handbook > Leave > Annual leave", "Handbook > Remote work");
        assertThat(passage(text, chunks.get(1))).isEqualTo("## Leave\n\n### Annual leave\n\nYou have 29 days.");
    }

    @Test
    void underlinedHeadingsCountToo() {
        String text = "Title\n=====\n\nText.\n\nPart\n----\nMore text.\n";

        assertThat(chunker.chunk(text)).extracting(Chunk::heading).containsExactly("Title", "Title > Part");
    }

    @Test
    void aHashInACodeBlockIsNoHeading() {
        String text = "# Run\n\n```sh\n# not a heading\necho hello\n```\n\nDone.\n";

        assertThat(chunker.chunk(text)).extracting(Chunk::heading).containsExactly("Run");
    }

    @Test
    void aListThatFitsStaysWhole() {
        String words = "word ".repeat(30).strip() + ".";
        String list = "- first item of the list\n- second item of the list\n  goes on here\n\n- third item of the list";
        String text = words + "\n\n" + list + "\n\n" + words;

        assertThat(chunker.chunk(text))
                .anySatisfy(chunk -> assertThat(passage(text, chunk)).contains(list));
    }

    @Test
    void aCodeBlockThatFitsStaysWhole() {
        String words = "word ".repeat(30).strip() + ".";
        String code = "```java\nint a = 1;\n\nint b = 2;\n```";
        String text = words + "\n\n" + code + "\n\n" + words;

        assertThat(chunker.chunk(text))
                .anySatisfy(chunk -> assertThat(passage(text, chunk)).contains(code));
    }

    @Test
    void aLongParagraphIsCutBetweenSentencesAndNeighboursOverlapByWholeSentences() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 30; i++) {
            text.append("Sentence number ").append(i).append(" stands here. ");
        }

        List<Chunk> chunks = chunker.chunk(text.toString());

        assertThat(chunks)
                .hasSizeGreaterThan(3)
                .allSatisfy(chunk -> assertThat(passage(text.toString(), chunk))
                        .startsWith("Sentence number")
                        .endsWith("stands here."));
        for (int i = 1; i < chunks.size(); i++) {
            assertThat(chunks.get(i).start()).isLessThan(chunks.get(i - 1).end());
        }
    }

    @Test
    void sectionsDoNotOverlap() {
        String sentences = "Some sentence stands here. ".repeat(20);
        String text = "# One\n\n" + sentences + "\n\n# Two\n\n" + sentences;

        Chunk firstOfTwo = chunker.chunk(text).stream()
                .filter(chunk -> chunk.heading().equals("Two"))
                .findFirst()
                .orElseThrow();

        assertThat(passage(text, firstOfTwo)).startsWith("# Two");
    }

    @ParameterizedTest
    @MethodSource("oddTexts")
    void keepsItsPromisesForOddTexts(String text) {
        assertPromises(text, chunker.chunk(text), WORDS, MAX);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597})
    void keepsItsPromisesForRandomDocuments(long seed) {
        for (int i = 0; i < 25; i++) {
            String text = RandomDocument.make(new Random(seed * 1000 + i));
            assertPromises(text, chunker.chunk(text), WORDS, MAX);
        }
    }

    static List<String> oddTexts() {
        return List.of(
                "x".repeat(10_000),
                "a " + "y".repeat(5_000) + " b",
                "\uD83D\uDE80".repeat(3_000),
                "👨‍👩‍👧‍👦 family ".repeat(500),
                "שלום עולם. מה שלומך היום? ".repeat(200),
                "日本語の文章はスペースなしで続きます。次の文です。".repeat(200),
                "line\r\n\r\n# Head\r\n\r\nmore\r\n- a\r\n- b\r\n".repeat(50),
                "old mac\rlines\r\r# Head\rtext ".repeat(30),
                "```\nnever closed\n".repeat(100),
                "# only\n## headings\n### here\n",
                "#".repeat(3_000),
                "# " + "heading ".repeat(500),
                "- " + "item ".repeat(500),
                "| a | b |\n".repeat(300),
                "\u0000\u0001\uFFFF broken \uD800 half pair",
                "-\n-\n-\n===\n---\n***\n",
                "a\u00A0b\u2003c\u2028d\u2029e ".repeat(100),
                "word ".repeat(200_000),
                "z".repeat(1_000_000));
    }

    static void assertPromises(String text, List<Chunk> chunks, ToIntFunction<String> tokens, int max) {
        int covered = 0;
        int previousStart = -1;
        int previousEnd = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.ordinal()).isEqualTo(i);
            assertThat(chunk.start()).isGreaterThan(previousStart).isLessThan(chunk.end());
            assertThat(chunk.end()).isGreaterThan(previousEnd);
            if (chunk.start() > covered) {
                assertThat(text.substring(covered, chunk.start())).isBlank();
            }
            assertThat(passage(text, chunk))
                    .isNotBlank()
                    .isEqualTo(passage(text, chunk).strip());
            assertThat(tokens.applyAsInt(passage(text, chunk))).isLessThanOrEqualTo(max);
            assertNoPairIsCut(text, chunk);
            previousStart = chunk.start();
            previousEnd = chunk.end();
            covered = chunk.end();
        }
        assertThat(text.substring(covered)).isBlank();
    }

    private static void assertNoPairIsCut(String text, Chunk chunk) {
        assertThat(cutsPair(text, chunk.start())).isFalse();
        assertThat(cutsPair(text, chunk.end())).isFalse();
    }

    private static boolean cutsPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }

    private static String passage(String text, Chunk chunk) {
        return text.substring(chunk.start(), chunk.end());
    }
}
