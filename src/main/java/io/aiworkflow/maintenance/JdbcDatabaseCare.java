package io.aiworkflow.maintenance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.SQLWarningException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What PostgreSQL knows about the engine's tables, and the statements that look after them. Each is one on its own. */
@Repository
class JdbcDatabaseCare {
    private static final int SHOWN = 10;

    private final JdbcClient database;
    /** What PostgreSQL leaves out it warns of, and goes on as if all was well. */
    private final JdbcTemplate telling;

    JdbcDatabaseCare(JdbcClient database, DataSource dataSource) {
        this.database = database;
        telling = new JdbcTemplate(dataSource);
        telling.setIgnoreWarnings(false);
    }

    /** Those with rows in them that can be vacuumed, most dead rows first. */
    List<Table> tables() {
        return database.sql("""
                        select relname as name, n_live_tup as live, n_dead_tup as dead, n_mod_since_analyze as changed,
                               last_analyze is null and last_autoanalyze is null as never_analyzed,
                               pg_total_relation_size(relid) as bytes, pg_relation_size(relid) as heap_bytes
                          from pg_stat_user_tables
                         where schemaname = current_schema()
                         order by n_dead_tup desc, relname""").query(Table.class).list();
    }

    /**
     * Takes no place behind a lock: who holds one is busy with the table.
     *
     * @return why PostgreSQL has left it out; empty when it was done
     */
    Optional<String> vacuum(Table table) {
        return skipped("vacuum (analyze, skip_locked) " + quoted(table.name()));
    }

    /** @return as for {@link #vacuum} */
    Optional<String> analyze(Table table) {
        return skipped("analyze (skip_locked) " + quoted(table.name()));
    }

    private Optional<String> skipped(String statement) {
        try {
            telling.execute(statement);
            return Optional.empty();
        } catch (SQLWarningException e) {
            return Optional.of(e.getSQLWarning().getMessage());
        }
    }

    long size() {
        return database.sql("select pg_database_size(current_database())")
                .query(Long.class)
                .single();
    }

    /** Indexes that nothing has used since the statistics began, without those that keep rows unique. */
    List<Map<String, Object>> unusedIndexes() {
        return database.sql("""
                        select s.relname as "table", s.indexrelname as "index", pg_relation_size(s.indexrelid) as bytes
                          from pg_stat_user_indexes s
                          join pg_index i on i.indexrelid = s.indexrelid
                         where s.schemaname = current_schema() and s.idx_scan = 0 and not i.indisunique
                           and pg_relation_size(s.indexrelid) > 1024 * 1024
                         order by 3 desc
                         limit :most""").param("most", SHOWN).query().listOfRows();
    }

    /** Large tables that are read from end to end more often than by an index. */
    List<Map<String, Object>> readWhole() {
        return database.sql("""
                        select relname as "table", seq_scan as scans, seq_tup_read as rows, coalesce(idx_scan, 0) as "indexScans"
                          from pg_stat_user_tables
                         where schemaname = current_schema() and n_live_tup > 10000 and seq_scan > coalesce(idx_scan, 0)
                         order by seq_tup_read desc
                         limit :most""").param("most", SHOWN).query().listOfRows();
    }

    /** Statements that have been executing for longer than five minutes. */
    long longStatements() {
        return database.sql("""
                        select count(*)
                          from pg_stat_activity
                         where datname = current_database() and state = 'active'
                           and now() - query_start > interval '5 minutes'""").query(Long.class).single();
    }

    /** The slowest kinds of statements, if the server counts them; empty else. */
    List<Map<String, Object>> slowStatements() {
        boolean counted = database.sql("select to_regclass('pg_stat_statements') is not null")
                .query(Boolean.class)
                .single();
        return !counted
                ? List.of()
                : database.sql("""
                        select left(regexp_replace(query, '\\s+', ' ', 'g'), 200) as statement, calls,
                               round(mean_exec_time)::bigint as "meanMs", round(total_exec_time)::bigint as "totalMs"
                          from pg_stat_statements
                         where mean_exec_time > 1000
                         order by mean_exec_time desc
                         limit :most""").param("most", SHOWN).query().listOfRows();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * @param dead rows that are gone and still take room
     * @param changed rows that changed since the planner last looked
     * @param bytes with indexes and what is stored apart
     * @param heapBytes of the rows themselves
     */
    record Table(String name, long live, long dead, long changed, boolean neverAnalyzed, long bytes, long heapBytes) {
        double deadShare() {
            return dead == 0 ? 0 : (double) dead / (live + dead);
        }

        /** As if dead rows were as large as the others. */
        long deadBytes() {
            return Math.round(heapBytes * deadShare());
        }
    }
}
