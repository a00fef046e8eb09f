package io.aiworkflow.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.chat.JdbcMessages.Said;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was said before, in a real PostgreSQL. */
class JdbcMessagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static HikariDataSource pool;

    private final UUID conversation = UUID.randomUUID();
    private JdbcClient database;
    private JdbcMessages messages;

    @BeforeAll
    static void migrate() {
        pool = TestDatabase.migrated();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void aConversation() {
        database = JdbcClient.create(pool);
        messages = new JdbcMessages(database, JSON);
        new JdbcConversations(database).create(conversation, "ann", "Hi", null, UUID.randomUUID());
    }

    @Test
    void readsTheNewestMessagesThatAreNotTooLongTogether() {
        messages.ask(conversation, 1, "Older?");
        messages.ask(conversation, 2, "Äöü?");
        messages.answer(conversation, 3, Answer.withoutModel("none", "No.", List.of(), List.of()));
        messages.answer(conversation, 4, Answer.withoutModel("passages", "Look.", List.of(), List.of()));
        messages.ask(conversation, 5, "Newest?");

        assertThat(messages.before(conversation, 5, 12))
                .containsExactly(
                        new Said(4, "assistant", "", true),
                        new Said(3, "assistant", "No.", true),
                        new Said(2, "user", "Äöü?", false));
        assertThat(messages.before(conversation, 5, 18)).hasSize(4);
        assertThat(messages.before(conversation, 5, 4)).isEmpty();
    }

    @Test
    void whatIsTooOldIsNotReadFromTheDisk() throws Exception {
        Random random = new Random(1);
        for (int number = 1; number <= 40; number++) {
            messages.ask(conversation, number, incompressible(random));
        }
        String plan = database.sql("explain (analyze, buffers, format json) " + JdbcMessages.BEFORE)
                .param("conversation", conversation)
                .param("number", 41)
                .param("most", 50_000)
                .query(String.class)
                .single();
        JsonNode read = JSON.readTree(plan).at("/0/Plan");
        assertThat(read.get("Shared Hit Blocks").asInt()
                        + read.get("Shared Read Blocks").asInt())
                .as("one text alone takes more than five blocks")
                .isLessThan(100);
    }

    private static String incompressible(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 49_000) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        return text.toString();
    }
}
