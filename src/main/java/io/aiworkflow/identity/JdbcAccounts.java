package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Accounts in PostgreSQL. Whoever changes several tables in one transaction changes families of tokens first, then
 * accounts, then the counters of failures.
 */
@Repository
class JdbcAccounts {
    private static final String SELECT = """
            select id, name, email, role, state, totp_secret, totp_proposal, must_change_password, password_hash,
                   created_at, last_login_at
              from account
            """;

    private final JdbcClient database;

    JdbcAccounts(JdbcClient database) {
        this.database = database;
    }

    /** Whether it was written; the name may be taken. */
    boolean insert(NewAccount account) {
        return insert(account, """
                insert into account (id, name, email, password_hash, must_change_password, role, state)
                values (:id, :name, :email, :hash, :mustChange, :role, :state)
                    on conflict (name) do nothing""");
    }

    /** Whether it was written: only as the very first account, whoever else tries at the same moment. */
    boolean insertFirst(NewAccount account) {
        return insert(account, """
                insert into account (id, name, email, password_hash, must_change_password, role, state)
                select :id, :name, :email, :hash, :mustChange, :role, :state
                 where not exists (select 1 from account)
                    on conflict (name) do nothing""");
    }

    boolean isEmpty() {
        return database.sql("select not exists (select 1 from account)")
                .query(Boolean.class)
                .single();
    }

    Optional<Credentials> byId(UUID id) {
        return database.sql(SELECT + "where id = :id")
                .param("id", id)
                .query((row, n) -> credentials(row))
                .optional();
    }

    Optional<Credentials> byName(String name) {
        return database.sql(SELECT + "where name = :name")
                .param("name", name)
                .query((row, n) -> credentials(row))
                .optional();
    }

    /** The same, which nobody else can change before the end of the transaction. */
    Optional<Credentials> lock(UUID id) {
        return database.sql(SELECT + "where id = :id for update")
                .param("id", id)
                .query((row, n) -> credentials(row))
                .optional();
    }

    /** All admins who can do something, none of whom anybody else can change before the end of the transaction. */
    List<UUID> lockActiveAdmins() {
        return database.sql("""
                        select id from account where role = 'admin' and state = 'active' order by id for update""").query(UUID.class).list();
    }

    List<Account> list(AccountFilter filter) {
        return database.sql(SELECT + """
                        where (:state::text is null or state = :state) and (:after::text is null or name > :after)
                        order by name
                        limit :limit""")
                .param("state", filter.state().map(AccountState::wireName).orElse(null))
                .param("after", filter.after().orElse(null))
                .param("limit", filter.limit())
                .query((row, n) -> account(row))
                .list();
    }

    void setRole(UUID id, UserRole role) {
        database.sql("update account set role = :role, updated_at = now() where id = :id")
                .param("id", id)
                .param("role", role.wireName())
                .update();
    }

    void setState(UUID id, AccountState state) {
        database.sql("update account set state = :state, updated_at = now() where id = :id")
                .param("id", id)
                .param("state", state.wireName())
                .update();
    }

    /** Tokens that were made to set another one count no longer. */
    void setPassword(UUID id, String hash) {
        database.sql("delete from password_reset where account_id = :id")
                .param("id", id)
                .update();
        database.sql("""
                        update account
                           set password_hash = :hash, must_change_password = false, password_changed_at = now(),
                               updated_at = now()
                         where id = :id""").param("id", id).param("hash", hash).update();
    }

    /** How many wait for an admin. */
    long pending() {
        return database.sql("select count(*) from account where state = 'pending'")
                .query(Long.class)
                .single();
    }

    /** The same password, hashed in another way. */
    void replaceHash(UUID id, String old, String hash) {
        database.sql("update account set password_hash = :hash where id = :id and password_hash = :old")
                .param("id", id)
                .param("old", old)
                .param("hash", hash)
                .update();
    }

    /** Whether it is still the account whose password was checked. */
    boolean loggedIn(UUID id, String checkedHash) {
        return database.sql("""
                        update account
                           set last_login_at = now()
                         where id = :id and password_hash = :hash and state = 'active'""").param("id", id).param("hash", checkedHash).update() == 1;
    }

    /** Access tokens that were given out before count no longer. The time is taken when the row is at hand. */
    void endTokens(UUID id) {
        database.sql("""
                        with held as (select id from account where id = :id for update)
                        update account a set tokens_not_before = clock_timestamp() from held where a.id = held.id""").param("id", id).update();
    }

    /** Neither access tokens nor refresh tokens that were given out before count any longer. */
    void endSessions(UUID id) {
        database.sql("""
                        with held as (select id from account where id = :id for update)
                        update account a set tokens_not_before = clock_timestamp(), sessions_not_before = clock_timestamp()
                          from held
                         where a.id = held.id""").param("id", id).update();
    }

    /** The same for all accounts. */
    void endAllSessions() {
        database.sql("""
                        with held as (select only_row from token_epoch for update)
                        update token_epoch e set not_before = clock_timestamp() from held where e.only_row = held.only_row""").update();
    }

    static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Optional.ofNullable(row.getString("email")),
                UserRole.ofWireName(row.getString("role")),
                AccountState.ofWireName(row.getString("state")).orElseThrow(),
                row.getString("totp_secret") != null,
                row.getBoolean("must_change_password"),
                instant(row, "created_at"),
                Optional.ofNullable(instant(row, "last_login_at")));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Credentials credentials(ResultSet row) throws SQLException {
        return new Credentials(
                account(row),
                row.getString("password_hash"),
                row.getString("totp_secret"),
                row.getString("totp_proposal"));
    }

    private boolean insert(NewAccount account, String sql) {
        return database.sql(sql)
                        .param("id", account.id())
                        .param("name", account.name())
                        .param("email", account.email())
                        .param("hash", account.passwordHash())
                        .param("mustChange", account.mustChangePassword())
                        .param("role", account.role().wireName())
                        .param("state", account.state().wireName())
                        .update()
                == 1;
    }
}
