package io.aiworkflow.usage;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Answers in PostgreSQL. What is too old is not found any more, and goes with the next sweep. */
@Repository
class JdbcAnswers implements LastingAnswers {
    private static final int BATCH = 5000;

    private final JdbcClient database;
    private final CacheProperties properties;

    JdbcAnswers(JdbcClient database, CacheProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    @Override
    public Map<String, Kept> find(Collection<String> keys) {
        Map<String, Kept> found = new HashMap<>();
        database.sql("""
                        select key, answer,
                               (extract(epoch from made_at - now()) * 1000)::bigint + :age_ms as left_ms
                          from model_answer
                         where key = any(:keys::text[]) and made_at > now() - make_interval(secs => :age)""")
                .param("keys", keys.toArray(String[]::new))
                .param("age", seconds(properties.maxAge()))
                .param("age_ms", properties.maxAge().toMillis())
                .query((row, number) -> Map.entry(
                        row.getString("key"),
                        new Kept(row.getBytes("answer"), Duration.ofMillis(row.getLong("left_ms")))))
                .list()
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** In the order of their keys, so that two statements do not wait for each other. */
    @Override
    public void keep(Map<String, byte[]> answers) {
        List<Map.Entry<String, byte[]>> sorted = List.copyOf(new TreeMap<>(answers).entrySet());
        database.sql("""
                        insert into model_answer as known (key, answer, size)
                        select key, answer, octet_length(answer)
                          from unnest(:keys::text[], :answers::bytea[]) as new (key, answer)
                            on conflict (key) do update
                           set answer = excluded.answer, size = excluded.size, made_at = excluded.made_at""")
                .param("keys", sorted.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param("answers", sorted.stream().map(Map.Entry::getValue).toArray(byte[][]::new))
                .update();
    }

    /** @return how many were removed; when it is a whole batch there may be more */
    int removeOld() {
        return database.sql("""
                        delete from model_answer
                         where key in (select key
                                         from model_answer
                                        where made_at < now() - make_interval(secs => :age)
                                        order by made_at
                                        limit :batch)""")
                .param("age", seconds(properties.maxAge()))
                .param("batch", BATCH)
                .update();
    }

    /** Keeps the newest ones that have room together. */
    int removeWithoutRoom() {
        return database.sql("""
                        delete from model_answer
                         where key in (select key
                                         from (select key, made_at,
                                                      sum(size) over (order by made_at desc, key) as with_newer
                                                 from model_answer) as known
                                        where with_newer > :most
                                        order by made_at
                                        limit :batch)""")
                .param("most", properties.maxSize().toBytes())
                .param("batch", BATCH)
                .update();
    }

    static boolean isWholeBatch(int removed) {
        return removed >= BATCH;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
