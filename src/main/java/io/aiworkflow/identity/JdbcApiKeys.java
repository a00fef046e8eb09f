package io.aiworkflow.identity;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** API keys in PostgreSQL, hashed. */
@Repository
class JdbcApiKeys {
    private static final String COLUMNS = """
            k.id, k.account_id, k.name as key_name, k.prefix, k.scopes, k.created_at as key_created_at, k.expires_at,
            k.last_used_at, k.revoked_at""";

    private final JdbcClient database;

    JdbcApiKeys(JdbcClient database) {
        this.database = database;
    }

    /** A key that counts, with the account that it speaks for. */
    record Found(ApiKey key, Account account) {}

    /** Writes a key, unless the account has as many as it may; empty then. */
    Optional<ApiKey> insert(UUID id, UUID account, NewApiKey wanted, String prefix, byte[] hash, int most) {
        return database.sql("""
                        insert into api_key as k (id, account_id, name, prefix, hash, scopes, expires_at)
                        select :id, :account, :name, :prefix, :hash, :scopes, now() + make_interval(secs => :life)
                         where (select count(*)
                                  from api_key
                                 where account_id = :account and revoked_at is null and expires_at > now()) < :most
                        returning %s""".formatted(COLUMNS))
                .param("id", id)
                .param("account", account)
                .param("name", wanted.name())
                .param("prefix", prefix)
                .param("hash", hash)
                .param("scopes", wanted.scopes().stream().map(Scope::wireName).toArray(String[]::new))
                .param("life", seconds(wanted.life()))
                .param("most", most)
                .query((row, n) -> key(row))
                .optional();
    }

    List<ApiKey> list(UUID account) {
        return database.sql(
                        "select %s from api_key k where k.account_id = :account order by k.id desc".formatted(COLUMNS))
                .param("account", account)
                .query((row, n) -> key(row))
                .list();
    }

    Optional<ApiKey> find(UUID id) {
        return database.sql("select %s from api_key k where k.id = :id".formatted(COLUMNS))
                .param("id", id)
                .query((row, n) -> key(row))
                .optional();
    }

    /** The key with this hash, if it counts and its account is active. */
    Optional<Found> byHash(byte[] hash) {
        return database.sql("""
                        select %s, a.id, a.name, a.email, a.role, a.state, a.totp_secret, a.must_change_password,
                               a.created_at, a.last_login_at
                          from api_key k
                          join account a on a.id = k.account_id
                         where k.hash = :hash and k.revoked_at is null and k.expires_at > now()
                           and a.state = 'active'""".formatted(COLUMNS.replace("k.id,", "k.id as key_id,")))
                .param("hash", hash)
                .query((row, n) -> new Found(key(row, "key_id"), JdbcAccounts.account(row)))
                .optional();
    }

    /** Once a minute at most, so that a busy key costs no more writes than an idle one. */
    void used(UUID id) {
        database.sql("""
                        update api_key
                           set last_used_at = now()
                         where id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')""").param("id", id).update();
    }

    /** Whether it counted until now. */
    boolean revoke(UUID id) {
        return database.sql("update api_key set revoked_at = now() where id = :id and revoked_at is null")
                        .param("id", id)
                        .update()
                == 1;
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return key(row, "id");
    }

    private static ApiKey key(ResultSet row, String id) throws SQLException {
        return new ApiKey(
                row.getObject(id, UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("key_name"),
                row.getString("prefix"),
                scopes(row.getArray("scopes")),
                JdbcAccounts.instant(row, "key_created_at"),
                JdbcAccounts.instant(row, "expires_at"),
                Optional.ofNullable(JdbcAccounts.instant(row, "last_used_at")),
                Optional.ofNullable(JdbcAccounts.instant(row, "revoked_at")));
    }

    /** A scope that another version of the engine knows is none here. */
    private static Set<Scope> scopes(Array names) throws SQLException {
        return Stream.of((String[]) names.getArray())
                .flatMap(name -> Scope.ofWireName(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
