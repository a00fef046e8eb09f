package io.aiworkflow.knowledge;

import java.nio.file.Path;
import java.util.List;

/**
 * A question with the passage that answers it.
 *
 * @param kind plain, reworded or exact
 * @param words what the answering chunk contains
 */
record RetrievalQuestion(String document, String kind, String words, String question) {
    static List<RetrievalQuestion> all() {
        return KnowledgeFixture.read(Path.of("examples/retrieval-questions.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\s*\\|\\s*"))
                .map(parts -> new RetrievalQuestion(parts[0], parts[1], parts[2], parts[3]))
                .toList();
    }

    boolean isAnsweredBy(Passage passage) {
        return passage.name().equals(document)
                && passage.text().replaceAll("\\s+", " ").contains(words);
    }
}
