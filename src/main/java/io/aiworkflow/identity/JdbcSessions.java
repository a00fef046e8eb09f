package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Refresh tokens and their families in PostgreSQL. The time of issue is the database's, taken while the account is held:
 * it is compared with the times at which older tokens were ended, so neither a process whose clock is fast nor a clock
 * that is set back may get on the wrong side of them.
 */
@Repository
class JdbcSessions {
    private static final String OPEN = """
            with held as (
                select a.id, a.name, a.email, a.role, a.state, a.totp_secret, a.must_change_password, a.created_at,
                       a.last_login_at,
                       greatest(clock_timestamp(), a.tokens_not_before + interval '1 microsecond',
                                a.sessions_not_before + interval '1 microsecond',
                                e.not_before + interval '1 microsecond') as issued_at
                  from account a
                 cross join token_epoch e
                 where a.id = :account and a.state = 'active'
                   for share),
            family as (
                insert into token_family (id, account_id, started_at, expires_at)
                select :family, id, issued_at, issued_at + make_interval(secs => :life) from held
                returning expires_at),
            made as (
                insert into refresh_token (hash, family, expires_at, access_id, access_expires_at)
                select :hash, :family, least(issued_at + make_interval(secs => :idle), family.expires_at), :access,
                       issued_at + make_interval(secs => :accessLife)
                  from held
                 cross join family
                returning expires_at)
            select held.*, made.expires_at as refresh_expires_at
              from held
             cross join made""";

    /**
     * Whoever comes second with the same token waits for the first and then finds it used. The account is held too, so
     * that what ends its sessions comes either before, and is seen, or after.
     */
    private static final String ROTATE = """
            with held as (
                select t.hash, t.family, f.expires_at as family_ends, a.id, a.name, a.email, a.role, a.state,
                       a.totp_secret, a.must_change_password, a.created_at, a.last_login_at,
                       greatest(clock_timestamp(), a.tokens_not_before + interval '1 microsecond',
                                e.not_before + interval '1 microsecond') as issued_at
                  from refresh_token t
                  join token_family f on f.id = t.family
                  join account a on a.id = f.account_id
                 cross join token_epoch e
                 where t.hash = :used and t.used_at is null and t.expires_at > now()
                   and f.revoked_at is null and f.expires_at > now() and f.started_at > e.not_before
                   and a.state = 'active' and (a.sessions_not_before is null or f.started_at > a.sessions_not_before)
                   for update of t for share of f, a, e),
            used as (
                update refresh_token t set used_at = now() from held where t.hash = held.hash),
            made as (
                insert into refresh_token (hash, family, expires_at, access_id, access_expires_at)
                select :hash, family, least(issued_at + make_interval(secs => :idle), family_ends), :access,
                       issued_at + make_interval(secs => :accessLife)
                  from held
                returning expires_at)
            select held.*, made.expires_at as refresh_expires_at
              from held
             cross join made""";

    private final JdbcClient database;
    private final TokenProperties properties;

    JdbcSessions(JdbcClient database, TokenProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /** What was written for tokens that are given out now. */
    record Issue(Account account, Instant issuedAt, Instant refreshExpiresAt) {}

    /** What a refresh token that was not accepted belongs to. */
    record Trace(UUID family, UUID account, String accountName, UserRole role, boolean used) {
        /** Whose token it is; of a used one nobody knows who holds it. */
        Optional<Caller> holder() {
            return used ? Optional.empty() : Optional.of(Caller.ofToken(account, accountName, role, family));
        }
    }

    /** Empty when the account is not active. */
    Optional<Issue> open(UUID account, UUID family, byte[] hash, UUID access) {
        return database.sql(OPEN)
                .param("account", account)
                .param("family", family)
                .param("hash", hash)
                .param("access", access)
                .param("life", seconds(properties.refreshLife()))
                .param("idle", seconds(properties.refreshIdle()))
                .param("accessLife", seconds(properties.accessLife()))
                .query((row, n) -> issue(row))
                .optional();
    }

    /** Uses one token up and writes the next; empty when it does not count. Of many at a time, one succeeds. */
    Optional<Issue> rotate(byte[] used, byte[] hash, UUID access) {
        return database.sql(ROTATE)
                .param("used", used)
                .param("hash", hash)
                .param("access", access)
                .param("idle", seconds(properties.refreshIdle()))
                .param("accessLife", seconds(properties.accessLife()))
                .query((row, n) -> issue(row))
                .optional();
    }

    Optional<Trace> trace(byte[] hash) {
        return database.sql("""
                        select t.family, a.id, a.name, a.role, t.used_at is not null as used
                          from refresh_token t
                          join token_family f on f.id = t.family
                          join account a on a.id = f.account_id
                         where t.hash = :hash""")
                .param("hash", hash)
                .query((row, n) -> new Trace(
                        row.getObject("family", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        UserRole.ofWireName(row.getString("role")),
                        row.getBoolean("used")))
                .optional();
    }

    /** The family that this access token was given out with. */
    Optional<UUID> familyOfAccess(UUID access) {
        return database.sql("select family from refresh_token where access_id = :access")
                .param("access", access)
                .query(UUID.class)
                .optional();
    }

    /**
     * Ends the family and all access tokens of its account. What is stolen once must not be a means to do so again and
     * again, so a family that has ended before changes nothing.
     */
    boolean endStolen(UUID family) {
        return database.sql("""
                        with dead as (
                            update token_family
                               set revoked_at = now()
                             where id = :family and revoked_at is null
                            returning account_id),
                        held as (
                            select a.id from account a join dead on dead.account_id = a.id for update of a)
                        update account a
                           set tokens_not_before = clock_timestamp()
                          from held
                         where a.id = held.id""").param("family", family).update() == 1;
    }

    /**
     * Ends the family with its access tokens, and says whether it had not ended before. Tokens that have expired lately
     * are ended too, for streams that they have opened. It takes two statements of one transaction: a refresh at the same
     * moment has either been seen by the second, or sees the first.
     */
    boolean end(UUID family) {
        boolean live = database.sql("""
                        update token_family set revoked_at = now() where id = :family and revoked_at is null""").param("family", family).update() == 1;
        database.sql("""
                        insert into revoked_token (id, expires_at)
                        select access_id,
                               greatest(access_expires_at + make_interval(secs => :skew), now() + interval '1 hour')
                          from refresh_token
                         where family = :family and access_expires_at > now() - interval '1 day'
                            on conflict (id) do nothing""")
                .param("family", family)
                .param("skew", seconds(AccessTokens.SKEW))
                .update();
        return live;
    }

    private static Issue issue(ResultSet row) throws SQLException {
        return new Issue(
                JdbcAccounts.account(row),
                JdbcAccounts.instant(row, "issued_at"),
                JdbcAccounts.instant(row, "refresh_expires_at"));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
