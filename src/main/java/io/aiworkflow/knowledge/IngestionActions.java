package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.Ingestion.Batch;
import io.aiworkflow.knowledge.JdbcPublication.Published;
import io.aiworkflow.knowledge.parsing.DocumentKind;
import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.WorkOrigin;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The way of a document into the index for the workflow {@code index-document}, as the bean {@code ingestion}: one method
 * for each of its steps. They hand on ids and numbers only, so that the journal stays small.
 */
@Component("ingestion")
@OfferedToRoutes
public class IngestionActions {
    /** The exchange property with the id of the run; there is none outside of runs. */
    static final String RUN = "runId";

    private static final Submitter ANONYMOUS = new Submitter("anonymous", UserRole.USER);

    private final Ingestion ingestion;
    private final KnowledgeBase knowledge;
    private final WorkOrigin work;

    IngestionActions(Ingestion ingestion, KnowledgeBase knowledge, WorkOrigin work) {
        this.ingestion = ingestion;
        this.knowledge = knowledge;
        this.work = work;
    }

    /**
     * Makes text of a document that was handed in before, or takes one in that is a text.
     *
     * @param input {@code {document, version}} or {@code {name, text, collection, title, tags}}
     * @return {@code {document, version, unchanged}}
     */
    public Map<String, Object> parse(
            @Body Map<String, Object> input,
            @ExchangeProperty(Submitter.PROPERTY) Submitter submitter,
            @ExchangeProperty(RUN) String run) {
        Submitter who = known(submitter);
        Map<String, Object> result = new LinkedHashMap<>();
        if (input.containsKey("document")) {
            result.putAll(Map.of("document", document(input).toString(), "version", version(input)));
            result.put("unchanged", !ingestion.parse(document(input), version(input), who));
            return result;
        }
        Received received =
                ingestion.receive(upload(input), who, Optional.ofNullable(run).map(UUID::fromString));
        boolean unchanged = received.state() == Received.State.UNCHANGED;
        result.put("document", received.document().toString());
        result.put("version", received.version());
        result.put("unchanged", unchanged || !ingestion.parse(received.document(), received.version(), who));
        return result;
    }

    /** Cuts the text into passages; adds {@code batches} of those that are to be embedded. */
    public Map<String, Object> chunk(@Body Map<String, Object> parsed) {
        boolean unchanged = (boolean) parsed.get("unchanged");
        List<Batch> batches = unchanged ? List.of() : ingestion.chunk(document(parsed), version(parsed));
        Map<String, Object> result = new LinkedHashMap<>(parsed);
        result.put(
                "batches", batches.stream().map(batch -> batch(parsed, batch)).toList());
        return result;
    }

    private static Map<String, Object> batch(Map<String, Object> parsed, Batch batch) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("document", parsed.get("document"));
        values.put("version", parsed.get("version"));
        values.put("first", batch.first());
        values.put("last", batch.last());
        return values;
    }

    /** Embeds one batch; adds {@code embedded}, how many passages those were. */
    public Map<String, Object> embed(@Body Map<String, Object> batch, Exchange exchange) {
        int embedded = ingestion.embed(
                document(batch),
                version(batch),
                new Batch(number(batch, "first"), number(batch, "last")),
                work.of(exchange));
        Map<String, Object> result = new LinkedHashMap<>(batch);
        result.put("embedded", embedded);
        return result;
    }

    /** Makes the document findable; gives {@code {id, collection, name, title, version, chunks, unchanged}}. */
    public Map<String, Object> publish(@Body Map<String, Object> parsed, Exchange exchange) {
        Published published = ingestion.publish(document(parsed), version(parsed), work.of(exchange));
        knowledge.follow(published.collection());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", published.id().toString());
        result.put("collection", published.collection());
        result.put("name", published.name());
        result.put("title", published.title());
        result.put("version", published.version());
        result.put("chunks", published.chunks());
        result.put("unchanged", parsed.get("unchanged"));
        return result;
    }

    private static Upload upload(Map<String, Object> input) {
        String text = StorableText.of(String.valueOf(input.get("text")));
        return new Upload(
                (String) input.get("collection"),
                String.valueOf(input.get("name")),
                (String) input.get("title"),
                DocumentTags.of(input.get("tags")),
                DocumentKind.MARKDOWN.mediaType(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whoever is not known has the least rights. */
    static Submitter known(Submitter submitter) {
        return submitter == null ? ANONYMOUS : submitter;
    }

    private static UUID document(Map<String, Object> values) {
        return UUID.fromString((String) values.get("document"));
    }

    private static int version(Map<String, Object> values) {
        return number(values, "version");
    }

    private static int number(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).intValue();
    }
}
