package io.aiworkflow.identity;

import io.aiworkflow.platform.GroupCommit;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Security events in PostgreSQL. An event of a transaction is written with it: if that is rolled back, there was no such
 * event. Outside of one it is there when {@code record} returns.
 *
 * <p>The database chains the events one after the other, so their commits stand in a line. Each process therefore writes
 * those of the same moment together, which also keeps a flood of them from using up the pool of connections.
 */
@Repository
class JdbcSecurityEvents implements SecurityEvents {
    private static final int MOST = 100;

    private final JdbcClient database;
    private final MeterRegistry meters;
    private final GroupCommit<EventDraft, Boolean> group = new GroupCommit<>(MOST, this::write);

    JdbcSecurityEvents(JdbcClient database, MeterRegistry meters) {
        this.database = database;
        this.meters = meters;
    }

    @Override
    public void record(SecurityEvent event) {
        EventDraft draft = EventDraft.of(event);
        meters.counter(
                        "aiworkflow.security.events",
                        "event",
                        event.type().wireName(),
                        "outcome",
                        event.outcome().wireName())
                .increment();
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            write(List.of(draft));
        } else {
            group.write(draft);
        }
    }

    private List<Boolean> write(List<EventDraft> drafts) {
        database.sql("""
                        insert into security_event_draft (type, actor, target, address, outcome, details)
                        select d.type, d.actor, d.target, d.address, d.outcome, d.details::jsonb
                          from unnest(:types::text[], :actors::text[], :targets::text[], :addresses::text[],
                                      :outcomes::text[], :details::text[])
                               with ordinality as d (type, actor, target, address, outcome, details, place)
                         order by d.place""")
                .param("types", all(drafts, EventDraft::type))
                .param("actors", all(drafts, EventDraft::actor))
                .param("targets", all(drafts, EventDraft::target))
                .param("addresses", all(drafts, EventDraft::address))
                .param("outcomes", all(drafts, EventDraft::outcome))
                .param("details", all(drafts, EventDraft::details))
                .update();
        return drafts.stream().map(draft -> true).toList();
    }

    private static String[] all(List<EventDraft> drafts, Function<EventDraft, String> value) {
        return drafts.stream().map(value).toArray(String[]::new);
    }
}
