package io.aiworkflow.identity;

import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SealedSecrets;
import io.aiworkflow.platform.SealingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Brings the secrets of second factors under the newest master key. */
@Repository
class JdbcSealedSecondFactors implements SealedSecrets {
    private final JdbcClient database;
    private final SecondFactorCheck check;
    private final SealingKeys keys;

    JdbcSealedSecondFactors(JdbcClient database, SecondFactorCheck check, SealingKeys keys) {
        this.database = database;
        this.check = check;
        this.keys = keys;
    }

    @Override
    public String kind() {
        return "second factors";
    }

    @Override
    public ResealedBatch reseal(Optional<String> after, int most) {
        List<Sealed> batch = after(after.map(UUID::fromString).orElse(new UUID(0, 0)), most);
        List<String> unreadable = new ArrayList<>();
        int resealed = 0;
        for (Sealed each : batch) {
            try {
                resealed += reseal(each.account(), "totp_secret", each.secret());
                resealed += reseal(each.account(), "totp_proposal", each.proposal());
            } catch (PermanentException e) {
                unreadable.add(each.account().toString());
            }
        }
        Optional<String> last = batch.size() < most
                ? Optional.empty()
                : Optional.of(batch.get(batch.size() - 1).account().toString());
        return new ResealedBatch(resealed, unreadable, last);
    }

    private List<Sealed> after(UUID account, int most) {
        return database.sql("""
                        select id, totp_secret, totp_proposal
                          from account
                         where id > :account and (totp_secret is not null or totp_proposal is not null)
                         order by id
                         limit :most""")
                .param("account", account)
                .param("most", most)
                .query((row, n) -> new Sealed(
                        row.getObject("id", UUID.class), row.getString("totp_secret"), row.getString("totp_proposal")))
                .list();
    }

    /** Only if nobody has set up another factor meanwhile. */
    private int reseal(UUID account, String column, String sealed) {
        if (sealed == null || keys.of(sealed).equals(keys.newest())) {
            return 0;
        }
        return database.sql("update account set %1$s = :sealed where id = :account and %1$s = :old".formatted(column))
                .param("sealed", check.seal(account, check.open(account, sealed)))
                .param("account", account)
                .param("old", sealed)
                .update();
    }

    private record Sealed(UUID account, String secret, String proposal) {}
}
