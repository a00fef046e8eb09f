package io.aiworkflow.maintenance;

import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of unfinished runs that are left without their run. A run and what belongs to it move in one transaction. */
@Repository
class JdbcOrphans {
    static final int BATCH = 500;

    /** What may be left behind. */
    enum Kind {
        PAYLOADS("run_payload"),
        STEPS("run_step"),
        PROGRESS("run_progress");

        private final String table;

        Kind(String table) {
            this.table = table;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final JdbcClient database;

    JdbcOrphans(JdbcClient database) {
        this.database = database;
    }

    /** @return how many of a batch of at most {@link #BATCH} went */
    int delete(Kind kind) {
        return database.sql("""
                        delete from %1$s
                         where ctid = any(array(select o.ctid
                                                  from %1$s o
                                                 where not exists (select from run r where r.id = o.run_id)
                                                 limit :batch
                                                   for update skip locked))""".formatted(kind.table)).param("batch", BATCH).update();
    }
}
