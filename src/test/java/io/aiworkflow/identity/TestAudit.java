package io.aiworkflow.identity;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.testsupport.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit on a database of its own, and a superuser who can do what nobody may. */
public final class TestAudit implements AutoCloseable {
    final HikariDataSource dataSource = TestDatabase.migrated();
    final JdbcClient database = JdbcClient.create(dataSource);
    final SecurityEventLog log =
            new SecurityEventLog(new JdbcSecurityEventPages(database), new JdbcSecurityEventChain(database));

    /** The events that were recorded so far, told by {@code TYPE TARGET}, the oldest first. */
    public List<String> told() {
        return database.sql("select type || ' ' || target from security_events order by id")
                .query(String.class)
                .list();
    }

    /** The details of the last event. */
    public String lastDetails() {
        return database.sql("select details::text from security_events order by id desc limit 1")
                .query(String.class)
                .single();
    }

    /** A recorder, as each process has one. */
    public SecurityEvents process() {
        return new JdbcSecurityEvents(database, new SimpleMeterRegistry());
    }

    public JdbcClient database() {
        return database;
    }

    public DataSourceTransactionManager transactions() {
        return new DataSourceTransactionManager(dataSource);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(transactions());
    }

    static SecurityEvent event(Type type, String actor, String target, String address, Outcome outcome) {
        return new SecurityEvent(type, actor, target, address, outcome, Map.of());
    }

    static SecurityEvent login(String actor) {
        return event(Type.LOGIN, actor, "account:" + actor, "192.0.2.1", Outcome.SUCCESS);
    }

    List<StoredSecurityEvent> all() {
        return log.list(SecurityEventFilter.ALL, Optional.empty(), 10_000);
    }

    /** Changes the table past its triggers, as only its owner or a superuser can. */
    void tamper(String... statements) {
        transaction().executeWithoutResult(status -> {
            run("alter table security_events disable trigger security_events_append_only");
            run("alter table security_event_anchor disable trigger security_event_anchor_append_only");
            run("alter table security_event_anchor disable trigger security_event_anchor_check");
            List.of(statements).forEach(this::run);
            run("alter table security_event_anchor enable trigger security_event_anchor_check");
            run("alter table security_event_anchor enable always trigger security_event_anchor_append_only");
            run("alter table security_events enable always trigger security_events_append_only");
        });
    }

    /** Begins again with an empty audit. */
    void reset() {
        tamper("truncate security_events", "delete from security_event_anchor where id > 0");
    }

    void run(String statement) {
        database.sql(statement).update();
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
