package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.parsing.DocumentKind;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** Documents of several users on their way into an index, with a model that does what the test wants. */
abstract class IngestionFixture {
    static final Submitter ANNA = new Submitter("anna", UserRole.USER);
    static final Submitter BERTA = new Submitter("berta", UserRole.USER);
    static final Submitter OPERATOR = new Submitter("otto", UserRole.OPERATOR);
    static final Work WORK = Work.outsideOfRuns(ANNA);
    final KnowledgeFixture fixture = new KnowledgeFixture();
    final WordEmbedder embedder = new WordEmbedder("words");
    final List<String> asked = new ArrayList<>();
    final List<Work> askedFor = new ArrayList<>();
    int dimension = 4;
    Runnable meanwhile = () -> {};
    final IngestionParts parts =
            new IngestionParts(fixture, new Embedders(embedder, Optional.of(this::embedElsewhere)));

    final Ingestion ingestion = parts.ingestion();

    @AfterEach
    void close() {
        fixture.close();
    }

    List<float[]> embedElsewhere(String model, List<String> texts, Work work) {
        asked.add(model);
        askedFor.add(work);
        meanwhile.run();
        return texts.stream().map(text -> new float[dimension]).toList();
    }

    void putSizes(String collection, int chunkTokens) {
        put(
                collection,
                new CollectionSettings(
                        Optional.empty(),
                        Optional.of(chunkTokens),
                        Optional.of(0),
                        Optional.empty(),
                        Optional.empty()));
    }

    void put(String collection, CollectionSettings settings) {
        parts.collections.put(collection, settings, ANNA);
    }

    UUID index(String name, String text, Submitter who) {
        return index(name, text, "default", who);
    }

    UUID index(String name, String text, String collection, Submitter who) {
        return ingestion
                .ingest(receive(name, text, collection, who), who, Work.outsideOfRuns(who))
                .id();
    }

    Received receive(String name, String text, Submitter who) {
        return receive(name, text, "default", who);
    }

    Received receive(String name, String text, String collection, Submitter who) {
        return ingestion.receive(
                new Upload(
                        collection,
                        name,
                        null,
                        List.of(),
                        DocumentKind.MARKDOWN.mediaType(),
                        text.getBytes(StandardCharsets.UTF_8)),
                who);
    }

    static ErrorCode code(ThrowingCallable call) {
        return catchThrowableOfType(PermanentException.class, call).code();
    }

    long rows(String table) {
        return fixture.sql
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
