package io.aiworkflow.routing;

import io.aiworkflow.platform.SecurityEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reports each change of the routes folder exactly once as a security event, which means once for all processes: those
 * of the roles {@code api}, {@code worker} and {@code webui} and all their replicas load the same files, but whoever
 * reads the audit wants to know what changed and not who else has seen it. What was last reported about a file is a row;
 * who finds that it differs changes it and records the event in one transaction, and the others find it as it is. A
 * restart with the same files reports nothing, and what a process could not report before it died is reported by the
 * next one that starts.
 *
 * <p>Only contents count: times and places of files differ between containers. The price is that a process which still
 * loads an earlier text when another one has already reported a later one reports the earlier one again.
 */
@Repository
class JdbcRouteReports implements RouteReports {
    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final SecurityEvents events;

    JdbcRouteReports(JdbcClient database, PlatformTransactionManager transactions, SecurityEvents events) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.events = events;
    }

    @Override
    public void write(List<RouteReport> reports) {
        List<RouteReport> changes = changes(reports);
        if (!changes.isEmpty()) {
            transaction.executeWithoutResult(status -> changes.forEach(this::writeIfNew));
        }
    }

    /** At most starts there are none, and one look shows that. */
    private List<RouteReport> changes(List<RouteReport> reports) {
        Map<String, RouteFileState> known = known(reports);
        List<RouteReport> changes = new ArrayList<>();
        for (RouteReport report : reports) {
            RouteFileState before = known.getOrDefault(report.file(), RouteFileState.NOTHING);
            if (!before.equals(before.after(report))) {
                changes.add(report);
            }
            known.put(report.file(), before.after(report));
        }
        return changes;
    }

    private Map<String, RouteFileState> known(List<RouteReport> reports) {
        Map<String, RouteFileState> known = new HashMap<>();
        database.sql("""
                        select file, coalesce(loaded_hash, '') as loaded, coalesce(refused_hash, '') as refused,
                               coalesce(refused_reason, '') as reason
                          from route_file
                         where file = any(:files)""")
                .param("files", reports.stream().map(RouteReport::file).toArray(String[]::new))
                .query(row -> {
                    known.put(
                            row.getString("file"),
                            new RouteFileState(
                                    row.getString("loaded"), row.getString("refused"), row.getString("reason")));
                });
        return known;
    }

    private void writeIfNew(RouteReport report) {
        RouteFileState before = locked(report.file());
        RouteFileState after = before.after(report);
        if (after.equals(before)) {
            return;
        }
        database.sql("""
                        update route_file
                           set loaded_hash = nullif(:loaded, ''), refused_hash = nullif(:refused, ''),
                               refused_reason = nullif(:reason, ''), changed_at = now()
                         where file = :file""")
                .param("file", report.file())
                .param("loaded", after.loaded())
                .param("refused", after.refused())
                .param("reason", after.reason())
                .update();
        if (before.isNews(report)) {
            events.record(report.event(before.loaded()));
        }
    }

    /** From here on another process waits until this one has reported. */
    private RouteFileState locked(String file) {
        database.sql("insert into route_file (file) values (:file) on conflict do nothing")
                .param("file", file)
                .update();
        return database.sql("""
                        select coalesce(loaded_hash, '') as loaded, coalesce(refused_hash, '') as refused,
                               coalesce(refused_reason, '') as reason
                          from route_file
                         where file = :file
                           for update""").param("file", file).query(RouteFileState.class).single();
    }
}
