package io.aiworkflow.knowledge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** How well an index finds the answering chunks: recall among the first five, and the mean reciprocal rank in ten. */
final class RetrievalFigures {
    private static final int RECALLED = 5;
    private static final int RANKED = 10;

    private final JdbcDocumentStore store;
    private final Embedder embedder;

    RetrievalFigures(JdbcDocumentStore store, Embedder embedder) {
        this.store = store;
        this.embedder = embedder;
    }

    /** @param missed the questions whose answer was not among the first five */
    record Figures(int questions, double recall, double rank, List<RetrievalQuestion> missed) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "recall@5 %.3f, MRR %.3f (%d questions)", recall, rank, questions);
        }
    }

    Map<SearchMode, Figures> measure(VectorIndex index, Predicate<RetrievalQuestion> which) {
        Map<SearchMode, Figures> figures = new LinkedHashMap<>();
        for (SearchMode mode : SearchMode.values()) {
            figures.put(mode, measure(index, mode, which));
        }
        return figures;
    }

    private Figures measure(VectorIndex index, SearchMode mode, Predicate<RetrievalQuestion> which) {
        List<RetrievalQuestion> questions =
                RetrievalQuestion.all().stream().filter(which).toList();
        List<RetrievalQuestion> missed = new ArrayList<>();
        double ranks = 0;
        for (RetrievalQuestion question : questions) {
            int place = place(index, mode, question);
            ranks += place > 0 ? 1.0 / place : 0;
            if (place == 0 || place > RECALLED) {
                missed.add(question);
            }
        }
        double recall = 1 - missed.size() / (double) questions.size();
        return new Figures(questions.size(), recall, ranks / questions.size(), missed);
    }

    /** The place of the first chunk that answers, from 1; 0 when it is not among the first ten. */
    private int place(VectorIndex index, SearchMode mode, RetrievalQuestion question) {
        float[] vector = embedder.embed(List.of(question.question())).get(0);
        List<IndexHit> hits =
                index.search(new IndexQuery(vector, question.question(), mode, IndexFilter.in("default"), RANKED));
        List<Passage> passages = store.passages(hits, IndexFilter.in("default"));
        for (int place = 1; place <= passages.size(); place++) {
            if (question.isAnsweredBy(passages.get(place - 1))) {
                return place;
            }
        }
        return 0;
    }
}
