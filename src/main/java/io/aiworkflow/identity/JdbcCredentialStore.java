package io.aiworkflow.identity;

import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SealedSecrets;
import io.aiworkflow.platform.SealingKeys;
import io.aiworkflow.platform.SecretSealer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Credentials in PostgreSQL, which sees sealed values only. Each is bound to its owner, connector and name. */
@Repository
class JdbcCredentialStore implements CredentialStore, SealedSecrets {
    private final JdbcClient database;
    private final SecretSealer sealer;
    private final SealingKeys keys;

    JdbcCredentialStore(JdbcClient database, SecretSealer sealer, SealingKeys keys) {
        this.database = database;
        this.sealer = sealer;
        this.keys = keys;
    }

    @Override
    public void put(CredentialName name, CredentialValue value, Instant expiresAt) {
        String sealed = sealer.seal(value.reveal(), name.context());
        database.sql("""
                        insert into credential (owner, connector, name, sealed_value, key_id, expires_at)
                        values (:owner, :connector, :name, :sealed, :key, :expires::timestamptz)
                            on conflict (owner, connector, name)
                            do update set sealed_value = excluded.sealed_value, key_id = excluded.key_id,
                                          expires_at = excluded.expires_at, updated_at = now()""")
                .param("owner", name.owner())
                .param("connector", name.connector())
                .param("name", name.name())
                .param("sealed", sealed)
                .param("key", keys.of(sealed))
                .param("expires", expiresAt == null ? null : expiresAt.toString())
                .update();
    }

    @Override
    public Optional<CredentialValue> get(CredentialName name) {
        return database.sql("""
                        select sealed_value
                          from credential
                         where owner = :owner and connector = :connector and name = :name""")
                .param("owner", name.owner())
                .param("connector", name.connector())
                .param("name", name.name())
                .query(String.class)
                .optional()
                .map(stored -> new CredentialValue(sealer.open(stored, name.context())));
    }

    @Override
    public boolean delete(CredentialName name) {
        return database.sql("""
                                delete from credential
                                 where owner = :owner and connector = :connector and name = :name""")
                        .param("owner", name.owner())
                        .param("connector", name.connector())
                        .param("name", name.name())
                        .update()
                > 0;
    }

    @Override
    public int deleteAll(UUID owner) {
        return database.sql("delete from credential where owner = :owner")
                .param("owner", owner)
                .update();
    }

    @Override
    public List<StoredCredential> list(UUID owner, String connector) {
        return database.sql("""
                        select owner, connector, name, key_id, created_at, updated_at, expires_at
                          from credential
                         where owner = :owner and connector = :connector
                         order by name""")
                .param("owner", owner)
                .param("connector", connector)
                .query(JdbcCredentialStore::stored)
                .list();
    }

    @Override
    public List<StoredCredential> expiringBefore(Instant moment, int most) {
        return database.sql("""
                        select owner, connector, name, key_id, created_at, updated_at, expires_at
                          from credential
                         where expires_at < :moment::timestamptz
                         order by expires_at, owner, connector, name
                         limit :most""")
                .param("moment", moment.toString())
                .param("most", most)
                .query(JdbcCredentialStore::stored)
                .list();
    }

    @Override
    public String kind() {
        return "credentials";
    }

    @Override
    public ResealedBatch reseal(Optional<String> after, int most) {
        List<Sealed> batch = notUnder(keys.newest(), after.map(CredentialName::parse), most);
        List<String> unreadable = new ArrayList<>();
        int resealed = 0;
        for (Sealed each : batch) {
            try {
                String value = sealer.open(each.value(), each.name().context());
                resealed += replace(each, sealer.seal(value, each.name().context()));
            } catch (PermanentException e) {
                unreadable.add(each.name().toString());
            }
        }
        Optional<String> last = batch.size() < most
                ? Optional.empty()
                : Optional.of(batch.get(batch.size() - 1).name().toString());
        return new ResealedBatch(resealed, unreadable, last);
    }

    private List<Sealed> notUnder(String key, Optional<CredentialName> after, int most) {
        return database.sql("""
                        select owner, connector, name, sealed_value
                          from credential
                         where key_id <> :key
                           and (:begin or (owner, connector, name) > (:owner, :connector, :name))
                         order by owner, connector, name
                         limit :most""")
                .param("key", key)
                .param("begin", after.isEmpty())
                .param("owner", after.map(CredentialName::owner).orElse(new UUID(0, 0)))
                .param("connector", after.map(CredentialName::connector).orElse(""))
                .param("name", after.map(CredentialName::name).orElse(""))
                .param("most", most)
                .query((row, n) -> new Sealed(name(row), row.getString("sealed_value")))
                .list();
    }

    /** Only if nobody has given another value meanwhile. */
    private int replace(Sealed old, String sealed) {
        return database.sql("""
                        update credential
                           set sealed_value = :sealed, key_id = :key
                         where owner = :owner and connector = :connector and name = :name and sealed_value = :old""")
                .param("sealed", sealed)
                .param("key", keys.of(sealed))
                .param("owner", old.name().owner())
                .param("connector", old.name().connector())
                .param("name", old.name().name())
                .param("old", old.value())
                .update();
    }

    private static StoredCredential stored(ResultSet row, int number) throws SQLException {
        return new StoredCredential(
                name(row),
                row.getString("key_id"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instant(row, "expires_at"));
    }

    private static CredentialName name(ResultSet row) throws SQLException {
        return new CredentialName(
                row.getObject("owner", UUID.class), row.getString("connector"), row.getString("name"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private record Sealed(CredentialName name, String value) {}
}
