package io.aiworkflow.identity;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Counters of failures in PostgreSQL, which all processes share. Times are taken when a row is at hand, since others may
 * have held it for a moment.
 */
@Repository
class JdbcLoginThrottle {
    /** A counter whose window is over begins anew. */
    private static final String NEXT = """
            case when t.blocked_until < clock_timestamp() - make_interval(secs => :window) then 1
                 else least(t.failures, 1000000) + 1 end""";

    private static final String DELAY = """
            make_interval(secs => case when (%1$s) <= :free then 0.0
                                       else least(:longest, :first * power(2.0, least((%1$s) - :free - 1, 30))) end)""";

    private static final String COUNT = """
            insert into login_throttle as t (key, failures, blocked_until)
            select k.key, 1, clock_timestamp() + %s
              from unnest(:keys::text[]) as k (key)
             order by k.key
                on conflict (key) do update
               set failures = %s, blocked_until = clock_timestamp() + %s
             where t.blocked_until <= clock_timestamp()
            returning t.key""".formatted(DELAY.formatted("1"), NEXT, DELAY.formatted(NEXT));

    private final JdbcClient database;
    private final ThrottleProperties properties;

    JdbcLoginThrottle(JdbcClient database, ThrottleProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /** Whether the account has logged in from there lately. */
    boolean isKnown(String account, String address) {
        return database.sql("""
                        select exists (select 1
                                         from account_address d
                                         join account a on a.id = d.account_id
                                        where a.name = :account and d.address = :address
                                          and d.last_login_at > now() - make_interval(secs => :known))""")
                .param("account", account)
                .param("address", address)
                .param("known", seconds(properties.knownFor()))
                .query(Boolean.class)
                .single();
    }

    void remember(UUID account, String address) {
        database.sql("""
                        insert into account_address (account_id, address)
                        values (:account, :address)
                            on conflict (account_id, address) do update
                           set last_login_at = now()""").param("account", account).param("address", address).update();
    }

    /** How long the last of these still holds up; zero or less when none does. */
    Duration remaining(List<String> keys) {
        double seconds = database.sql("""
                        select coalesce(max(extract(epoch from blocked_until - clock_timestamp())), 0)::float8
                          from login_throttle
                         where key = any(:keys)""")
                .param("keys", keys.toArray(String[]::new))
                .query(Double.class)
                .single();
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }

    /** Counts one failure for each of these that is not held up, and tells which ones that were. */
    List<String> count(List<String> keys) {
        return database.sql(COUNT)
                .param("keys", keys.toArray(String[]::new))
                .param("free", properties.freeFailures())
                .param("first", seconds(properties.firstDelay()))
                .param("longest", seconds(properties.longestDelay()))
                .param("window", seconds(properties.window()))
                .query(String.class)
                .list();
    }

    /** Takes back one failure for each of these. */
    void takeBack(List<String> keys) {
        database.sql("""
                        with held as (
                            select key from login_throttle where key = any(:keys) order by key for update)
                        update login_throttle t
                           set failures = greatest(t.failures - 1, 0), blocked_until = clock_timestamp()
                          from held
                         where t.key = held.key""").param("keys", keys.toArray(String[]::new)).update();
    }

    void forget(String key) {
        database.sql("delete from login_throttle where key = :key")
                .param("key", key)
                .update();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
