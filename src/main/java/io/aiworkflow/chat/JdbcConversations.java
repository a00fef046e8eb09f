package io.aiworkflow.chat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Conversations in PostgreSQL, and which of them are being answered. Statements that are given an owner see only his.
 */
@Repository
class JdbcConversations {
    /** How many conversations one batch deletes. */
    static final int SWEEP = 500;

    /** An answer that was not seen for longer has died with its process. */
    private static final String DEAD = "interval '30 seconds'";

    private static final String INFO = """
            select id, title, system, messages, created_at, updated_at,
                   answer_id is not null and answer_seen > now() - %s as answering
              from conversation
             where owner = :owner""".formatted(DEAD);

    private final JdbcClient database;

    JdbcConversations(JdbcClient database) {
        this.database = database;
    }

    int count(String owner) {
        return database.sql("select count(*) from conversation where owner = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    Optional<Conversation> find(String owner, UUID id) {
        return database.sql(INFO + " and id = :id")
                .param("owner", owner)
                .param("id", id)
                .query(JdbcConversations::conversation)
                .optional();
    }

    List<Conversation> list(String owner, Optional<UUID> before, int limit) {
        return database.sql(INFO + " and (:before::uuid is null or id < :before) order by id desc limit :limit")
                .param("owner", owner)
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query(JdbcConversations::conversation)
                .list();
    }

    boolean delete(String owner, UUID id) {
        return database.sql("delete from conversation where owner = :owner and id = :id")
                        .param("owner", owner)
                        .param("id", id)
                        .update()
                > 0;
    }

    /** Asks the process that streams the answer, whichever it is, to end it. Returns whether the conversation is there. */
    boolean stop(String owner, UUID id) {
        return database.sql("""
                        update conversation
                           set answer_stop = answer_id is not null
                         where owner = :owner and id = :id""").param("owner", owner).param("id", id).update() > 0;
    }

    void create(UUID id, String owner, String title, String system, UUID answer) {
        database.sql("""
                        insert into conversation (id, owner, title, system, messages, answer_id, answer_seen)
                        values (:id, :owner, :title, :system, 1, :answer, now())""")
                .param("id", id)
                .param("owner", owner)
                .param("title", title)
                .param("system", system)
                .param("answer", answer)
                .update();
    }

    /** Takes the conversation for one answer and gives the number of its question; empty when it is not free. */
    Optional<Integer> take(String owner, UUID id, UUID answer, int mostMessages) {
        return database.sql("""
                        update conversation
                           set answer_id = :answer, answer_seen = now(), answer_stop = false,
                               messages = messages + 1, updated_at = now()
                         where owner = :owner and id = :id and messages + 2 <= :most
                           and (answer_id is null or answer_seen <= now() - %s)
                        returning messages""".formatted(DEAD))
                .param("owner", owner)
                .param("id", id)
                .param("answer", answer)
                .param("most", mostMessages)
                .query(Integer.class)
                .optional();
    }

    /** Gives the conversation free and says the number of its answer; empty when it is gone, or taken by another one. */
    Optional<Integer> giveBack(UUID id, UUID answer) {
        return database.sql("""
                        update conversation
                           set answer_id = null, answer_seen = null, answer_stop = false,
                               messages = messages + 1, updated_at = now()
                         where id = :id and answer_id = :answer
                        returning messages""")
                .param("id", id)
                .param("answer", answer)
                .query(Integer.class)
                .optional();
    }

    /** How conversations that are answered stand; those that are gone are left out. */
    Map<UUID, Standing> standings(Collection<UUID> conversations) {
        Map<UUID, Standing> found = new HashMap<>();
        database.sql("select id, answer_id, answer_stop from conversation where id = any(:ids)")
                .param("ids", conversations.toArray(UUID[]::new))
                .query(row -> {
                    found.put(
                            row.getObject("id", UUID.class),
                            new Standing(row.getObject("answer_id", UUID.class), row.getBoolean("answer_stop")));
                });
        return found;
    }

    /** Says that the process of these answers lives. */
    void seen(Collection<UUID> conversations, Collection<UUID> answers) {
        database.sql("update conversation set answer_seen = now() where id = any(:ids) and answer_id = any(:answers)")
                .param("ids", conversations.toArray(UUID[]::new))
                .param("answers", answers.toArray(UUID[]::new))
                .update();
    }

    /** Deletes some in which nothing was said for so long; returns how many. When it is a whole batch there may be more. */
    int sweep(Duration retention) {
        return database.sql("""
                        delete from conversation
                         where id = any(array(select id
                                                from conversation
                                               where updated_at < now() - make_interval(secs => :seconds)
                                                 and (answer_id is null or answer_seen <= now() - %s)
                                               limit :batch
                                                 for update skip locked))""".formatted(DEAD))
                .param("seconds", retention.toMillis() / 1e3)
                .param("batch", SWEEP)
                .update();
    }

    private static Conversation conversation(ResultSet row, int n) throws SQLException {
        return new Conversation(
                row.getObject("id", UUID.class),
                row.getString("title"),
                row.getString("system"),
                row.getInt("messages"),
                row.getBoolean("answering"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    /**
     * How a conversation stands.
     *
     * @param answer the one that is being made, or null
     * @param stop whether it is to end
     */
    record Standing(UUID answer, boolean stop) {}
}
