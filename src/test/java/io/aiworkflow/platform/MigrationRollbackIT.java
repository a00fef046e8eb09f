package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every change set, those of later versions included, can be taken back and applied again without a trace. */
class MigrationRollbackIT {
    /** One line for each thing in the schema that a change set can make or alter; Liquibase's own tables left out. */
    private static final String SCHEMA = """
            select 'column ' || concat_ws(' ', table_name, column_name, ordinal_position, data_type, udt_name,
                       character_maximum_length, is_nullable, column_default, is_identity, generation_expression)
              from information_schema.columns
             where table_schema = 'public' and table_name not like 'databasechangelog%'
            union all
            select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
              from pg_constraint
             where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'databasechangelog%'
            union all
            select 'index ' || indexdef from pg_indexes
             where schemaname = 'public' and tablename not like 'databasechangelog%'
            union all
            select 'relation ' || concat_ws(' ', relname, relkind, array_to_string(reloptions, ','), relpersistence)
              from pg_class
             where relnamespace = 'public'::regnamespace and relname not like 'databasechangelog%'
            union all
            select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'
            union all
            select 'function ' || pg_get_functiondef(oid) from pg_proc
             where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
            union all
            select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
            union all
            select 'type ' || typname from pg_type
             where typnamespace = 'public'::regnamespace and typname !~ '^_?databasechangelog'
            union all
            select 'enum ' || enumtypid::regtype || ' ' || enumsortorder || ' ' || enumlabel from pg_enum
            union all
            select 'extension ' || extname from pg_extension
            order by 1
            """;

    private HikariDataSource dataSource;
    private Connection connection;
    private Liquibase liquibase;

    @BeforeEach
    void open() throws SQLException, LiquibaseException {
        dataSource = TestDatabase.empty();
        connection = dataSource.getConnection();
        liquibase = new Liquibase(
                "db/changelog/db.changelog-master.yaml",
                new ClassLoaderResourceAccessor(),
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
    }

    @AfterEach
    void close() throws LiquibaseException {
        liquibase.close();
        dataSource.close();
    }

    @Test
    void eachChangeSetCanBeRolledBackAndAppliedAgain() throws SQLException, LiquibaseException {
        int changeSets = unrun();
        Deque<List<String>> before = new ArrayDeque<>();
        for (int i = 0; i < changeSets; i++) {
            before.push(schema());
            liquibase.update(1, new Contexts(), new LabelExpression());
        }
        List<String> complete = schema();
        assertThat(complete).isNotEmpty();

        for (int back = 1; back <= changeSets; back++) {
            liquibase.rollback(1, new Contexts(), new LabelExpression());
            assertThat(schema())
                    .as("schema after rolling back the last %d change sets", back)
                    .isEqualTo(before.pop());
        }

        liquibase.update(new Contexts(), new LabelExpression());
        assertThat(schema()).isEqualTo(complete);
    }

    private int unrun() throws LiquibaseException {
        int count = liquibase
                .listUnrunChangeSets(new Contexts(), new LabelExpression())
                .size();
        assertThat(count).as("change sets in the change log").isPositive();
        return count;
    }

    private List<String> schema() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = connection.createStatement().executeQuery(SCHEMA)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
