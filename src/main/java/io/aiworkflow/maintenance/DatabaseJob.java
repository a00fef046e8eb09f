package io.aiworkflow.maintenance;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.maintenance.JdbcDatabaseCare.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Vacuums and analyzes the tables that need it beside PostgreSQL's own autovacuum, and tells about sizes, dead rows,
 * unused indexes and slow statements. What takes longer than the database allows is left to autovacuum and told.
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
        List<String> left = new ArrayList<>();
        List<String> vacuumed =
                each(tables.stream().filter(DatabaseJob::needsVacuum).toList(), database::vacuum, left);
        List<String> analyzed = each(
                tables.stream()
                        .filter(table -> !needsVacuum(table) && needsAnalyze(table))
                        .toList(),
                database::analyze,
                left);
        work.figures().put("vacuumed", vacuumed);
        work.figures().put("analyzed", analyzed);
        work.figures().put("leftToAutovacuum", left);
        work.part("databaseBytes", database::size);
        work.part("largestTables", () -> largest(tables));
        work.part("unusedIndexes", database::unusedIndexes);
        work.part("tablesReadWhole", database::readWhole);
        work.part("longStatements", database::longStatements);
        work.part("slowStatements", database::slowStatements);
        return JobResult.of(
                "Vacuumed %d and analyzed %d of %d tables.".formatted(vacuumed.size(), analyzed.size(), tables.size()),
                work.figures());
    }

    private static List<String> each(List<Table> tables, Consumer<Table> care, List<String> left)
            throws InterruptedException {
        List<String> done = new ArrayList<>();
        for (Table table : tables.subList(0, Math.min(MOST_TABLES, tables.size()))) {
            JobWork.requireGoingOn();
            try {
                care.accept(table);
                done.add(table.name());
            } catch (RuntimeException e) {
                left.add(table.name() + ": " + DatabaseTrouble.reason(e));
            }
        }
        return done;
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
}
