package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.aiworkflow.knowledge.RetrievalFigures.Figures;
import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import io.aiworkflow.knowledge.qdrant.QdrantIndexes;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How good the search is, by the question set of the examples folder, with each adapter and each way of searching. It is
 * what {@code scripts/evaluate-retrieval.sh} runs: with QDRANT_URL it asks a real Qdrant instead of the fake one.
 */
class RetrievalEvaluationIT {
    private static final Logger LOG = LoggerFactory.getLogger(RetrievalEvaluationIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ArrayNode MEASURED = JSON.createArrayNode();

    @TempDir
    static Path data;

    private static KnowledgeFixture fixture;
    private static RetrievalFigures figures;

    @BeforeAll
    static void storeExamples() {
        fixture = new KnowledgeFixture();
        figures = new RetrievalFigures(fixture.store, SharedEmbedder.INSTANCE);
    }

    @AfterAll
    static void writeFigures() throws IOException {
        fixture.close();
        Files.writeString(Path.of("target", "retrieval.json"), MEASURED.toString());
    }

    @Test
    void theQuestionsAreManyAndOfEveryKindAndTheirAnswersAreThere() {
        List<RetrievalQuestion> questions = RetrievalQuestion.all();
        Map<String, String> texts = KnowledgeFixture.examples().stream()
                .collect(Collectors.toMap(
                        NewDocument::name, document -> document.text().replaceAll("\\s+", " ")));

        assertThat(questions).hasSizeGreaterThanOrEqualTo(60);
        assertThat(questions.stream().map(RetrievalQuestion::kind).collect(Collectors.toSet()))
                .isEqualTo(Set.of("plain", "reworded", "exact"));
        assertThat(questions)
                .allSatisfy(
                        question -> assertThat(texts.get(question.document())).contains(question.words()));
    }

    @Test
    void lucene() {
        ModelIndexes indexes = LuceneIndexes.in(data);
        try {
            evaluate("lucene", indexes);
        } finally {
            LuceneIndexes.close(indexes);
        }
    }

    @Test
    void qdrant() {
        String url = System.getenv("QDRANT_URL");
        if (url != null && !url.isBlank()) {
            String key = System.getenv().getOrDefault("QDRANT_API_KEY", "");
            evaluate("qdrant", QdrantIndexes.at(url, key, "evaluation"));
            return;
        }
        try (FakeQdrant fake = FakeQdrant.start()) {
            evaluate("qdrant (fake)", QdrantIndexes.at(fake.url(), "evaluation"));
            assertThat(fake.refused()).isEmpty();
        }
    }

    private static void evaluate(String adapter, ModelIndexes indexes) {
        KnowledgeBase knowledge = fixture.knowledge(indexes, KnowledgeFixture.only(SharedEmbedder.INSTANCE));
        VectorIndexes own = indexes.of(EmbeddingSpace.own(SharedEmbedder.INSTANCE.model()));
        KnowledgeFixture.examples().forEach(knowledge::index);
        for (String kind : List.of("plain", "reworded", "exact")) {
            figures.measure(own.active(), question -> question.kind().equals(kind))
                    .forEach((mode, found) -> report(adapter, mode, kind, found));
        }
        Map<SearchMode, Figures> all = figures.measure(own.active(), question -> true);
        all.forEach((mode, found) -> report(adapter, mode, "all", found));

        assertThat(all.get(SearchMode.HYBRID).recall())
                .isGreaterThanOrEqualTo(all.get(SearchMode.DENSE).recall())
                .isGreaterThanOrEqualTo(all.get(SearchMode.WORDS).recall());
    }

    private static void report(String adapter, SearchMode mode, String kind, Figures found) {
        LOG.info("{} {} {}: {}", adapter, mode, kind, found);
        found.missed().forEach(question -> LOG.debug("missed: {}", question));
        MEASURED.addObject()
                .put("adapter", adapter)
                .put("mode", mode.name().toLowerCase(Locale.ROOT))
                .put("kind", kind)
                .put("questions", found.questions())
                .put("recallAt5", found.recall())
                .put("mrr", found.rank());
    }
}
