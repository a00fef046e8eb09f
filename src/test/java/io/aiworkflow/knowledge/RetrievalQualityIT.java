package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the questions of the examples folder lead to the documents that answer them. */
class RetrievalQualityIT {
    private static final Logger LOG = LoggerFactory.getLogger(RetrievalQualityIT.class);

    @TempDir
    static Path data;

    private static KnowledgeFixture fixture;
    private static KnowledgeBase knowledge;

    @BeforeAll
    static void indexExamples() {
        fixture = new KnowledgeFixture();
        knowledge = fixture.knowledge(LuceneIndexes.in(data), KnowledgeFixture.only(SharedEmbedder.INSTANCE));
        KnowledgeFixture.examples().forEach(knowledge::index);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void findsTheRightDocumentAmongTheFirstThree() {
        List<String[]> questions = KnowledgeFixture.read(Path.of("examples/questions.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\s*\\|\\s*"))
                .toList();
        int first = 0;
        int firstThree = 0;
        for (String[] question : questions) {
            List<String> found = knowledge.search(question[1], "default", 3).stream()
                    .map(Passage::name)
                    .toList();
            first += found.indexOf(question[0]) == 0 ? 1 : 0;
            firstThree += found.contains(question[0]) ? 1 : 0;
        }

        LOG.info("recall@1 {}/{}, recall@3 {}/{}", first, questions.size(), firstThree, questions.size());
        assertThat(questions).hasSizeGreaterThanOrEqualTo(15);
        assertThat(firstThree).isEqualTo(questions.size());
        assertThat(first).isGreaterThanOrEqualTo(questions.size() * 9 / 10);
    }

    @Test
    void findsNothingForQuestionsThatTheDocumentsDoNotTouch() {
        List<String> questions = List.of(
                "What is the boiling point of tungsten?",
                "Who won the football world cup in 1974?",
                "How do penguins keep their eggs warm?",
                "Which chords does a twelve-bar blues have?");

        assertThat(questions)
                .allSatisfy(question ->
                        assertThat(knowledge.search(question, "default", 5)).isEmpty());
    }
}
