package io.aiworkflow.maintenance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reports in PostgreSQL. */
@Repository
class JdbcReports {
    static final int BATCH = 500;

    private static final String SELECT =
            "select id, kind, created_at, from_at, until_at, summary, content, figures from maintenance_report";

    private final JdbcClient database;

    JdbcReports(JdbcClient database) {
        this.database = database;
    }

    void add(Report report) {
        database.sql("""
                        insert into maintenance_report (id, kind, from_at, until_at, summary, content, figures)
                        values (:id, :kind, :from, :until, :summary, :content, :figures::jsonb)""")
                .param("id", report.id())
                .param("kind", report.kind())
                .param("from", report.from().atOffset(ZoneOffset.UTC))
                .param("until", report.until().atOffset(ZoneOffset.UTC))
                .param("summary", report.summary())
                .param("content", report.text())
                .param("figures", report.figures().toString())
                .update();
    }

    /** Newest first. */
    List<Report> list(Optional<ReportKind> kind, Optional<UUID> before, int limit) {
        return database.sql(SELECT + """

                         where (:kind::text is null or kind = :kind)
                           and (:before::uuid is null or id < :before)
                         order by id desc
                         limit :limit""")
                .param("kind", kind.map(ReportKind::wireName).orElse(null))
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query(JdbcReports::report)
                .list();
    }

    Optional<Report> find(UUID id) {
        return database.sql(SELECT + " where id = :id")
                .param("id", id)
                .query(JdbcReports::report)
                .optional();
    }

    /** @return how many of a batch of at most {@link #BATCH} went */
    int removeOld(Duration retention) {
        return database.sql("""
                        delete from maintenance_report
                         where id in (select id
                                        from maintenance_report
                                       where created_at < now() - make_interval(secs => :secs)
                                       limit :batch
                                         for update skip locked)""")
                .param("secs", retention.toSeconds())
                .param("batch", BATCH)
                .update();
    }

    private static Report report(ResultSet row, int n) throws SQLException {
        return new Report(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                JdbcJobs.time(row, "created_at"),
                JdbcJobs.time(row, "from_at"),
                JdbcJobs.time(row, "until_at"),
                row.getString("summary"),
                row.getString("content"),
                JdbcJobs.json(row.getString("figures")));
    }
}
