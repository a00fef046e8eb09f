package io.aiworkflow.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Removes schedules with their ledgers. A ledger may have millions of lines, more than one statement can delete in its
 * time, so lines go a bounded number at a time and the schedule last; it does not fire meanwhile.
 *
 * <p>That the removal of a file's schedule has begun is written in its row, as seen at {@code -infinity}: any process can
 * finish it, and one that has the file after all takes it back by declaring it again.
 */
@Repository
class JdbcScheduleRemovals {
    private static final int USUAL_BATCH = 10_000;
    private static final String BEGIN =
            "update schedule set paused = true, next_at = null, seen_at = '-infinity' where source = 'file' and ";

    private final JdbcClient database;
    private final int batch;

    @Autowired
    JdbcScheduleRemovals(JdbcClient database) {
        this(database, USUAL_BATCH);
    }

    JdbcScheduleRemovals(JdbcClient database, int batch) {
        this.database = database;
        this.batch = batch;
    }

    /** Begins with those of files that have these names. */
    void begin(Collection<String> names) {
        database.sql(BEGIN + "name = any(:names)")
                .param("names", names.toArray(String[]::new))
                .update();
    }

    /** Begins with those of files that no process has confirmed for so long, or that another one has begun with. */
    int beginUnconfirmed(Duration age) {
        return database.sql(BEGIN + "seen_at < now() - make_interval(secs => :age)")
                .param("age", age.toMillis() / 1e3)
                .update();
    }

    /**
     * Goes on with all that are being removed, with a bounded number of lines.
     *
     * @return whether there may be more to do
     */
    boolean goOn() {
        UUID[] begun = database.sql("select id from schedule where source = 'file' and seen_at = '-infinity'")
                .query(UUID.class)
                .list()
                .toArray(UUID[]::new);
        if (begun.length == 0) {
            return false;
        }
        if (removeLines(begun)) {
            return true;
        }
        database.sql("delete from schedule where id = any(:ids) and source = 'file' and seen_at = '-infinity'")
                .param("ids", begun)
                .update();
        return false;
    }

    /** Removes this one, whatever it takes. */
    void remove(UUID id) {
        database.sql("update schedule set paused = true, next_at = null where id = :id")
                .param("id", id)
                .update();
        UUID[] ids = {id};
        boolean more = true;
        while (more) {
            more = removeLines(ids);
        }
        database.sql("delete from schedule where id = :id").param("id", id).update();
    }

    private boolean removeLines(UUID... schedules) {
        return database.sql("""
                        delete from schedule_firing
                         where (schedule_id, planned_at) in (
                             select schedule_id, planned_at
                               from schedule_firing
                              where schedule_id = any(:ids)
                              limit :batch)""").param("ids", schedules).param("batch", batch).update() == batch;
    }
}
