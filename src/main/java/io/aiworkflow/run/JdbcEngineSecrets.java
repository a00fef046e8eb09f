package io.aiworkflow.run;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keys that all processes of the engine share. Whoever needs one first makes it. */
@Repository
class JdbcEngineSecrets {
    private static final int BYTES = 32;

    private final JdbcClient database;
    private final Map<String, byte[]> known = new ConcurrentHashMap<>();

    JdbcEngineSecrets(JdbcClient database) {
        this.database = database;
    }

    byte[] secret(String name) {
        return known.computeIfAbsent(name, this::read).clone();
    }

    /** Two processes may make one at the same moment: the row that was written first counts for both. */
    private byte[] read(String name) {
        byte[] proposal = new byte[BYTES];
        new SecureRandom().nextBytes(proposal);
        database.sql("insert into engine_secret (name, value) values (:name, :value) on conflict do nothing")
                .param("name", name)
                .param("value", proposal)
                .update();
        return database.sql("select value from engine_secret where name = :name")
                .param("name", name)
                .query((row, n) -> row.getBytes("value"))
                .single();
    }
}
