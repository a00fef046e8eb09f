package io.aiworkflow.identity;

import io.aiworkflow.platform.Batches;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deletes what counts no longer, in bounded batches. Several processes may do so at once. */
@Repository
class JdbcIdentitySweep {
    private static final int BATCH = 1000;
    private static final int MOST_BATCHES = 50;

    /** A family keeps its used tokens to its end, so that a second use is noticed until then. */
    private static final List<String> OVER = List.of(
            "token_family where expires_at < now() - interval '1 day'",
            "revoked_token where expires_at < now()",
            "login_throttle where blocked_until < now() - make_interval(secs => :window)",
            "account_address where last_login_at < now() - make_interval(secs => :known)",
            "blocked_address where expires_at < now() - interval '30 days'",
            "password_reset where expires_at < now() - interval '30 days'",
            "api_key where expires_at < now() - interval '1 year'");

    private final JdbcClient database;
    private final ThrottleProperties properties;

    JdbcIdentitySweep(JdbcClient database, ThrottleProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /** @return how many rows went, by table */
    Map<String, Long> sweep() {
        Map<String, Long> gone = new LinkedHashMap<>();
        for (String rows : OVER) {
            String table = rows.substring(0, rows.indexOf(' '));
            String sql = """
                    delete from %s
                     where ctid = any(array(select ctid from %s limit :batch for update skip locked))""".formatted(table, rows);
            gone.merge(table, Batches.repeat(BATCH, MOST_BATCHES, () -> delete(sql)), Long::sum);
        }
        return gone;
    }

    private int delete(String sql) {
        return database.sql(sql)
                .param("batch", BATCH)
                .param("window", properties.window().toNanos() / 1e9)
                .param("known", properties.knownFor().toNanos() / 1e9)
                .update();
    }
}
