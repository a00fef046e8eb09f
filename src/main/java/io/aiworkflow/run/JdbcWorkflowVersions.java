package io.aiworkflow.run;

import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps the text of each version that a run may have begun with. A version is written once and never changes. */
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
                            on conflict (workflow, version) do nothing""")
                .param("workflow", definition.name())
                .param("version", definition.version())
                .param("source", definition.source())
                .param("content", definition.content())
                .param("input", text(definition.input()))
                .param("output", text(definition.output()))
                .update();
    }

    private static String text(Optional<DocumentSchema> schema) {
        return schema.map(found -> found.document().toString()).orElse(null);
    }
}
