package io.aiworkflow.run;

import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps the text of each version that a run may have begun with. What is written of a version never changes. */
@Repository
public class JdbcWorkflowVersions {
    private final JdbcClient database;

    JdbcWorkflowVersions(JdbcClient database) {
        this.database = database;
    }

    public void save(WorkflowDefinition definition) {
        database.sql("""
                        insert into workflow_version (workflow, version, source, content, input_schema, output_schema)
                        values (:workflow, :version, :source, :content, :input::json, :output::json)
                            on conflict (workflow, version) do update set loaded_at = now()""")
                .param("workflow", definition.name())
                .param("version", definition.version())
                .param("source", definition.source())
                .param("content", definition.content())
                .param("input", text(definition.input()))
                .param("output", text(definition.output()))
                .update();
    }

    /** The version, if its text is kept. */
    public Optional<StoredVersion> find(String workflow, String version) {
        return database.sql("""
                        select workflow, version, source, content, input_schema, output_schema
                          from workflow_version
                         where workflow = :workflow and version = :version""")
                .param("workflow", workflow)
                .param("version", version)
                .query((row, n) -> new StoredVersion(
                        row.getString("workflow"),
                        row.getString("version"),
                        row.getString("source"),
                        row.getString("content"),
                        Optional.ofNullable(row.getString("input_schema")),
                        Optional.ofNullable(row.getString("output_schema"))))
                .optional();
    }

    /**
     * The workflows that queued runs ask for in a version whose text can be loaded again. It reads one row of the queue
     * for each submitter, workflow and version, however many runs there are.
     *
     * @param known names to leave out
     */
    public Set<String> restorable(Collection<String> known) {
        return Set.copyOf(database.sql(ClaimStatement.HEADS + """
                        select distinct v.workflow
                          from head h
                          join workflow_version v on v.workflow = h.workflow and v.version = h.workflow_version
                         where v.workflow <> all(:known) and v.source not like 'java:%'""")
                .param("known", known.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /**
     * Forgets versions that no unfinished or failed run needs and that no process has loaded lately. The newest of each
     * workflow stays.
     *
     * @param age how long ago the version was loaded last
     * @return how many were forgotten
     */
    public int deleteUnused(Duration age) {
        return database.sql("""
                        delete from workflow_version v
                         where v.loaded_at < now() - make_interval(secs => :seconds)
                           and not exists (select 1
                                             from run r
                                            where r.workflow = v.workflow and r.workflow_version = v.version)
                           and exists (select 1
                                         from workflow_version n
                                        where n.workflow = v.workflow
                                          and (n.loaded_at, n.version) > (v.loaded_at, v.version))""").param("seconds", age.toNanos() / 1e9).update();
    }

    private static String text(Optional<DocumentSchema> schema) {
        return schema.map(found -> found.document().toString()).orElse(null);
    }
}
