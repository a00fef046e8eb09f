package io.aiworkflow.maintenance;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.maintenance.JdbcDatabaseCare.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Vacuums and analyzes the tables that need it beside PostgreSQL's own autovacuum, and tells about sizes, dead rows,
 * unused indexes and slow statements. What is locked, takes longer than the database allows, or does not fit into one
 * execution is told; autovacuum and the next execution have it.
 */
@Component("maintenanceDatabase")
class DatabaseJob extends MaintenanceJob {
    private static final long DEAD_ROWS = 1000;
    private static final double DEAD_SHARE = 0.2;
    private static final long CHANGED_ROWS = 1000;
    private static final double CHANGED_SHARE = 0.1;
    private static final int MOST_TABLES = 30;
    private static final int LARGEST_SHOWN = 10;

    private final JdbcDatabaseCare database;

    DatabaseJob(JobRuns runs, JdbcDatabaseCare database) {
        super(runs);
        this.database = database;
    }

    @Override
    protected JobResult work(JobWork work) throws InterruptedException {
        List<Table> tables = database.tables();
        Care care = new Care();
        List<String> vacuumed =
                care.of(tables.stream().filter(DatabaseJob::needsVacuum).toList(), database::vacuum);
        List<String> analyzed = care.of(
                tables.stream()
                        .filter(table -> !needsVacuum(table) && needsAnalyze(table))
                        .toList(),
                database::analyze);
        work.figures().put("vacuumed", vacuumed);
        work.figures().put("analyzed", analyzed);
        work.figures().put("skipped", care.skipped);
        work.figures().put("leftToAutovacuum", care.failed);
        work.figures().put("leftForNextTime", care.later);
        work.part("databaseBytes", database::size);
        List<Table> after = database.tables();
        work.part("largestTables", () -> largest(after));
        work.part("bloatByDeadRows", () -> bloat(after));
        work.part("unusedIndexes", database::unusedIndexes);
        work.part("tablesReadWhole", database::readWhole);
        work.part("longStatements", database::longStatements);
        work.part("slowStatements", database::slowStatements);
        return JobResult.of(
                "Vacuumed %d and analyzed %d of %d tables; %d skipped, %d left to autovacuum, %d left for next time."
                        .formatted(
                                vacuumed.size(),
                                analyzed.size(),
                                tables.size(),
                                care.skipped.size(),
                                care.failed.size(),
                                care.later.size()),
                work.figures());
    }

    /** What became of those that were not done, with the reason where there is one. */
    private static final class Care {
        private final List<String> skipped = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private final List<String> later = new ArrayList<>();

        /** @return those that were done */
        List<String> of(List<Table> tables, Function<Table, Optional<String>> care) throws InterruptedException {
            int most = Math.min(MOST_TABLES, tables.size());
            tables.subList(most, tables.size()).forEach(table -> later.add(table.name()));
            List<String> done = new ArrayList<>();
            for (Table table : tables.subList(0, most)) {
                JobWork.requireGoingOn();
                try {
                    Optional<String> reason = care.apply(table);
                    reason.ifPresentOrElse(why -> skipped.add(table.name() + ": " + why), () -> done.add(table.name()));
                } catch (RuntimeException e) {
                    failed.add(table.name() + ": " + DatabaseTrouble.reason(e));
                }
            }
            return done;
        }
    }

    private static boolean needsVacuum(Table table) {
        return table.dead() >= DEAD_ROWS && table.deadShare() >= DEAD_SHARE;
    }

    private static boolean needsAnalyze(Table table) {
        boolean muchChanged = table.changed() >= CHANGED_ROWS && table.changed() >= CHANGED_SHARE * table.live();
        return muchChanged || table.neverAnalyzed() && table.live() > 0;
    }

    private static List<Map<String, Object>> largest(List<Table> tables) {
        return tables.stream()
                .sorted(Comparator.comparingLong(Table::bytes).reversed())
                .limit(LARGEST_SHOWN)
                .map(table -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("table", table.name());
                    told.put("bytes", table.bytes());
                    told.put("rows", table.live());
                    told.put("deadRows", table.dead());
                    return told;
                })
                .toList();
    }

    /** An estimate: room that is free already, and bloat of indexes, only reading the files themselves would show. */
    private static Map<String, Object> bloat(List<Table> tables) {
        Map<String, Object> bloat = new LinkedHashMap<>();
        bloat.put("deadBytes", tables.stream().mapToLong(Table::deadBytes).sum());
        bloat.put(
                "tables",
                tables.stream()
                        .filter(table -> table.dead() > 0)
                        .sorted(Comparator.comparingLong(Table::deadBytes).reversed())
                        .limit(LARGEST_SHOWN)
                        .map(DatabaseJob::bloat)
                        .toList());
        return bloat;
    }

    private static Map<String, Object> bloat(Table table) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("table", table.name());
        told.put("deadRows", table.dead());
        told.put("deadPercent", Math.round(100 * table.deadShare()));
        told.put("deadBytes", table.deadBytes());
        return told;
    }
}
