package io.aiworkflow.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The messages of conversations in PostgreSQL. Whoever asks has looked whose the conversation is. */
@Repository
class JdbcMessages {
    /** Reads no text that is too old, be there ever so much of it. */
    static final String BEFORE = """
            select seq, role, content, cited
              from (select seq, role,
                           case when mode = 'passages' then '' else content end as content,
                           citations is not null as cited,
                           sum(characters) over (order by seq desc) as with_newer
                      from conversation_message
                     where conversation_id = :conversation and seq < :number) as said
             where with_newer <= :most
             order by seq desc""";

    private final JdbcClient database;
    private final ObjectMapper json;

    JdbcMessages(JdbcClient database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    void ask(UUID conversation, int number, String content) {
        database.sql("""
                        insert into conversation_message (conversation_id, seq, role, content, state)
                        values (:conversation, :number, 'user', :content, 'complete')""")
                .param("conversation", conversation)
                .param("number", number)
                .param("content", content)
                .update();
    }

    void answer(UUID conversation, int number, Answer answer) {
        database.sql("""
                        insert into conversation_message (conversation_id, seq, role, content, state, mode, model,
                                                          error_code, error_message, citations, notes, prompt_tokens,
                                                          answer_tokens)
                        values (:conversation, :number, 'assistant', :content, :state, :mode, :model,
                                :code, :message, :citations::jsonb, :notes::jsonb, :prompt, :answer)""")
                .param("conversation", conversation)
                .param("number", number)
                .param("content", storable(answer.text()))
                .param("state", answer.state().wireName())
                .param("mode", answer.mode())
                .param("model", answer.model())
                .param(
                        "code",
                        answer.problem() == null ? null : answer.problem().code())
                .param(
                        "message",
                        answer.problem() == null
                                ? null
                                : storable(answer.problem().detail()))
                .param("citations", answer.citations() == null ? null : write(answer.citations()))
                .param(
                        "notes",
                        answer.notes().isEmpty()
                                ? null
                                : write(answer.notes().stream()
                                        .map(JdbcMessages::storable)
                                        .toList()))
                .param("prompt", answer.promptTokens() > 0 ? answer.promptTokens() : null)
                .param("answer", answer.answerTokens() > 0 ? answer.answerTokens() : null)
                .update();
    }

    /** One page, the oldest first. */
    List<StoredMessage> page(UUID conversation, int after, int limit) {
        return database.sql("""
                        select seq, role, content, state, mode, model, error_code, error_message, citations, notes,
                               prompt_tokens, answer_tokens, created_at
                          from conversation_message
                         where conversation_id = :conversation and seq > :after
                         order by seq
                         limit :limit""")
                .param("conversation", conversation)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> message(row))
                .list();
    }

    /**
     * What was said before a message, newest first, as far as it is not longer than so many characters together. Passages
     * that were shown in place of an answer are an empty one.
     */
    List<Said> before(UUID conversation, int number, int mostCharacters) {
        return database.sql(BEFORE)
                .param("conversation", conversation)
                .param("number", number)
                .param("most", mostCharacters)
                .query((row, n) -> new Said(
                        row.getInt("seq"), row.getString("role"), row.getString("content"), row.getBoolean("cited")))
                .list();
    }

    private static StoredMessage message(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        return new StoredMessage(
                row.getInt("seq"),
                row.getString("role"),
                row.getString("content"),
                row.getString("role").equals("user") ? null : row.getString("state"),
                row.getString("mode"),
                row.getString("model"),
                read(row.getString("citations")),
                read(row.getString("notes")),
                code == null ? null : new StoredMessage.Failure(code, row.getString("error_message")),
                row.getObject("prompt_tokens", Long.class),
                row.getObject("answer_tokens", Long.class),
                row.getTimestamp("created_at").toInstant());
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what belongs to an answer cannot be written as JSON", e);
        }
    }

    private static JsonNode read(String stored) {
        try {
            return stored == null ? null : StrictJson.parseStored(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what belongs to an answer is not JSON", e);
        }
    }

    /** PostgreSQL stores neither NUL nor half a surrogate pair; the driver writes the latter as a question mark. */
    private static String storable(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    /**
     * What somebody has said.
     *
     * @param cited whether numbers in brackets stand for passages of documents
     */
    record Said(int number, String role, String content, boolean cited) {}
}
