package io.aiworkflow.identity;

import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What PostgreSQL knows of signing keys: which ones there were, and the secrets of those that the engine has made. */
@Repository
class JdbcSigningKeys {
    static final String SOURCE = "database";

    private static final String INSERT = """
            insert into signing_key (kid, generation, secret, noted)
            select :kid, coalesce(max(generation), 0) + 1, :secret, :noted
              from signing_key
            """;

    private final JdbcClient database;

    JdbcSigningKeys(JdbcClient database) {
        this.database = database;
    }

    /** Those that the engine has made and that count, the oldest first. */
    List<KeyMaterial> made() {
        return database.sql("""
                        select secret, created_at
                          from signing_key
                         where generation is not null and dropped_at is null
                         order by generation""")
                .query((row, n) ->
                        new KeyMaterial(row.getString("secret"), JdbcAccounts.instant(row, "created_at"), SOURCE))
                .list();
    }

    /** Writes the first one. Of several processes at the same moment, the one that was written first counts for all. */
    boolean makeFirst(String kid, String secret) {
        return database.sql(INSERT + """
                        having count(*) filter (where generation is not null and dropped_at is null) = 0
                            on conflict do nothing""")
                        .param("kid", kid)
                        .param("secret", secret)
                        .param("noted", false)
                        .update()
                == 1;
    }

    /** Whether it was written, in place of one that somebody else makes at the same moment. */
    boolean make(String kid, String secret) {
        return database.sql(INSERT + "on conflict do nothing")
                        .param("kid", kid)
                        .param("secret", secret)
                        .param("noted", true)
                        .update()
                == 1;
    }

    /** Whether no process has noted it before, or all had lost it. One that an admin has dropped does not come back. */
    boolean note(String kid) {
        return database.sql("""
                        insert into signing_key as k (kid, noted)
                        values (:kid, true)
                            on conflict (kid) do update
                           set noted = true, dropped_at = null
                         where k.revoked_at is null
                           and (not k.noted or k.dropped_at is not null and k.generation is null)""").param("kid", kid).update() == 1;
    }

    /** Whether no process has noted before that it is gone. What the engine has made is forgotten with it. */
    boolean drop(String kid) {
        return database.sql("""
                        update signing_key
                           set dropped_at = now(), secret = case when secret is not null then '' end
                         where kid = :kid and dropped_at is null""").param("kid", kid).update() == 1;
    }

    /** Those that admins have dropped, wherever their secrets are kept. */
    Set<String> revoked() {
        return Set.copyOf(database.sql("select kid from signing_key where revoked_at is not null")
                .query(String.class)
                .list());
    }

    /** Whether some process has had it, and no admin has dropped it. */
    boolean isKnown(String kid) {
        return database.sql("select count(*) from signing_key where kid = :kid and revoked_at is null")
                        .param("kid", kid)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Lets it count nowhere any more. Whether nobody has done so before. */
    boolean revoke(String kid) {
        return database.sql("""
                        insert into signing_key as k (kid, noted, dropped_at, revoked_at)
                        values (:kid, true, now(), now())
                            on conflict (kid) do update
                           set revoked_at = now(),
                               dropped_at = coalesce(k.dropped_at, now()),
                               secret = case when k.secret is not null then '' end
                         where k.revoked_at is null""").param("kid", kid).update() == 1;
    }
}
