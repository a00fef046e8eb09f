package io.aiworkflow.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The second factors of accounts in PostgreSQL: sealed secrets, used steps and hashed recovery codes. */
@Repository
class JdbcSecondFactors {
    private final JdbcClient database;

    JdbcSecondFactors(JdbcClient database) {
        this.database = database;
    }

    /** The time by which codes are measured. */
    Instant now() {
        return database.sql("select clock_timestamp() as now")
                .query((row, n) -> JdbcAccounts.instant(row, "now"))
                .single();
    }

    /** Whether there is no second factor yet, so that one could be proposed. */
    boolean propose(UUID account, String sealed) {
        return database.sql("""
                        update account
                           set totp_proposal = :sealed, updated_at = now()
                         where id = :account and totp_secret is null""")
                        .param("account", account)
                        .param("sealed", sealed)
                        .update()
                == 1;
    }

    /** Whether the proposal was still this one. The code that confirmed it is used up with it. */
    boolean confirm(UUID account, String sealed, long step) {
        return database.sql("""
                        update account
                           set totp_secret = totp_proposal, totp_proposal = null, totp_step = :step, updated_at = now()
                         where id = :account and totp_secret is null and totp_proposal = :sealed""")
                        .param("account", account)
                        .param("sealed", sealed)
                        .param("step", step)
                        .update()
                == 1;
    }

    /** Whether neither this step nor a later one was used before. */
    boolean useStep(UUID account, long step) {
        return database.sql("""
                        update account
                           set totp_step = :step
                         where id = :account and totp_secret is not null and totp_step < :step""").param("account", account).param("step", step).update() == 1;
    }

    boolean useRecoveryCode(UUID account, byte[] hash) {
        return database.sql("""
                        update recovery_code
                           set used_at = now()
                         where account_id = :account and hash = :hash and used_at is null""").param("account", account).param("hash", hash).update() == 1;
    }

    void replaceRecoveryCodes(UUID account, List<byte[]> hashes) {
        deleteRecoveryCodes(account);
        database.sql("""
                        insert into recovery_code (account_id, hash)
                        select :account, h.hash from unnest(:hashes::bytea[]) as h (hash)""")
                .param("account", account)
                .param("hashes", hashes.toArray(byte[][]::new))
                .update();
    }

    int unusedRecoveryCodes(UUID account) {
        return database.sql("""
                        select count(*) from recovery_code where account_id = :account and used_at is null""").param("account", account).query(Integer.class).single();
    }

    /** Whether there was one, proposed or confirmed. */
    boolean remove(UUID account) {
        boolean removed = database.sql("""
                        update account
                           set totp_secret = null, totp_proposal = null, updated_at = now()
                         where id = :account and (totp_secret is not null or totp_proposal is not null)""").param("account", account).update() == 1;
        deleteRecoveryCodes(account);
        return removed;
    }

    private void deleteRecoveryCodes(UUID account) {
        database.sql("delete from recovery_code where account_id = :account")
                .param("account", account)
                .update();
    }
}
