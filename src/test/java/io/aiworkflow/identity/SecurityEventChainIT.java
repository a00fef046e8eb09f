package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.identity.ChainReport.Broken;
import io.aiworkflow.platform.SecurityEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who may switch the triggers off changes the audit: it shows, and where. */
class SecurityEventChainIT {
    private static TestAudit audit;

    private final SecurityEvents events = audit.process();

    @BeforeAll
    static void open() {
        audit = new TestAudit();
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    @BeforeEach
    void startWithTenEvents() {
        audit.reset();
        record(10);
    }

    @Test
    void anUntouchedChainIsIntactHoweverOftenItIsVerified() {
        for (int i = 0; i < 3; i++) {
            ChainReport report = audit.log.verify();
            assertThat(report.broken()).isEmpty();
            assertThat(report.events()).isEqualTo(10);
            assertThat(report.last()).isEqualTo(10);
        }
    }

    @Test
    void anEmptyChainIsIntact() {
        audit.reset();
        assertThat(audit.log.verify().isIntact()).isTrue();
    }

    @Test
    void aChangedRowIsFound() {
        for (String change : List.of(
                "actor = 'eve'",
                "target = ''",
                "address = '192.0.2.99'",
                "outcome = 'denied'",
                "type = 'logout'",
                "details = '{\"a\": \"b\"}'",
                "created_at = created_at - interval '1 microsecond'",
                "created_at = 'infinity'",
                "hash = repeat('a', 64)")) {
            startWithTenEvents();
            audit.tamper("update security_events set " + change + " where id = 4");
            assertThat(audit.log.verify().broken())
                    .as(change)
                    .contains(new Broken(4, "its content does not fit its hash, so it was changed"));
        }
    }

    @Test
    void aRowThatWasChangedTogetherWithItsHashIsFoundByTheNextOne() {
        audit.tamper(
                "update security_events set actor = 'eve' where id = 4",
                "update security_events e set hash = security_event_hash(e) where id = 4");
        assertThat(audit.log.verify().broken())
                .contains(new Broken(5, "it does not continue event 4, so one of the two was replaced"));
    }

    @Test
    void aMissingRowIsFound() {
        audit.tamper("delete from security_events where id = 4");
        assertThat(audit.log.verify().broken()).contains(new Broken(4, "it is missing"));
    }

    @Test
    void aMissingBeginningIsFound() {
        audit.tamper("delete from security_events where id <= 3");
        assertThat(audit.log.verify().broken()).contains(new Broken(1, "it is missing"));
    }

    @Test
    void aMissingEndIsFoundWhenItWasVerifiedBefore() {
        assertThat(audit.log.verify().isIntact()).isTrue();
        audit.tamper("delete from security_events where id > 7");
        assertThat(audit.log.verify().broken())
                .contains(new Broken(8, "it is missing: events up to 10 have been there"));
        record(1);
        assertThat(audit.log.verify().broken()).contains(new Broken(8, "it is missing"));
    }

    @Test
    void aChainThatWasCalculatedAnewIsFoundWhenItWasVerifiedBefore() {
        assertThat(audit.log.verify().isIntact()).isTrue();
        audit.tamper("""
                do $$
                declare
                    e security_events;
                begin
                    update security_events set actor = 'eve' where id = 4;
                    for i in 4 .. 10 loop
                        update security_events n set previous_hash = p.hash from security_events p
                         where n.id = i and p.id = i - 1;
                        update security_events n set hash = security_event_hash(n) where id = i;
                    end loop;
                end $$""");
        assertThat(audit.log.verify().broken())
                .contains(new Broken(10, "it has another hash than when it was verified before, so it was replaced"));
    }

    @Test
    void aSwitchedOffSealIsFound() {
        audit.run("alter table security_events disable trigger security_events_seal");
        audit.run("""
                insert into security_events (id, created_at, type, actor, target, address, outcome, details, previous_hash, hash)
                values (11, now(), 'login', 'eve', '', '', 'success', '{}', 'x', 'y')""");
        audit.run("alter table security_events enable trigger security_events_seal");
        record(5);
        assertThat(audit.log.verify().broken())
                .contains(new Broken(11, "its content does not fit its hash, so it was changed"));
    }

    @Test
    void nobodyAnchorsWhatIsNotThere() {
        assertThatThrownBy(() ->
                        audit.run("insert into security_event_anchor (id, kind, hash) values (1000, 'retention', 'x')"))
                .rootCause()
                .hasMessageContaining("there is no security event 1000 with this hash");
    }

    @Test
    void rowsThatRetentionShouldHaveRemovedAreFound() {
        audit.run("""
                insert into security_event_anchor (id, kind, hash)
                select id, 'retention', hash from security_events where id = 5""");
        assertThat(audit.log.verify().broken())
                .contains(new Broken(1, "it should have gone with the events that retention removed"));
    }

    @Test
    void theDocumentedRetentionLeavesAChainThatIsStillIntact() throws IOException {
        audit.log.verify();
        String limit = audit.database()
                .sql("select created_at::text from security_events where id = 7")
                .query(String.class)
                .single();
        record(5);
        String documented =
                documented("'retention'").replace("now() - interval '400 days'", "timestamptz '" + limit + "'");
        execute(documented);
        assertThat(audit.all()).extracting(StoredSecurityEvent::id).endsWith(8L, 7L);
        assertThat(audit.log.verify()).satisfies(report -> {
            assertThat(report.broken()).isEmpty();
            assertThat(report.events()).isEqualTo(9);
        });
        record(1);
        assertThat(audit.log.verify().isIntact()).isTrue();
        assertThatThrownBy(() -> audit.run("delete from security_events"))
                .rootCause()
                .hasMessageContaining("append-only");

        audit.tamper("delete from security_events where id = 7");
        assertThat(audit.log.verify().broken()).contains(new Broken(7, "it is missing"));
    }

    @Test
    void retentionMayRemoveEverything() throws IOException {
        execute(documented("'retention'").replace("now() - interval '400 days'", "now() + interval '1 day'"));
        assertThat(audit.all()).isEmpty();
        assertThat(audit.log.verify().isIntact()).isTrue();
        record(2);
        assertThat(audit.all()).extracting(StoredSecurityEvent::id).containsExactly(12L, 11L);
        assertThat(audit.log.verify().isIntact()).isTrue();
    }

    /** In production the engine's role does not own the audit. */
    @Test
    void theDocumentedRightsLetTheEngineAppendAndNothingElse() throws IOException {
        try (TestAudit production = new TestAudit()) {
            String suffix = "_of_"
                    + production
                            .database()
                            .sql("select current_database()")
                            .query(String.class)
                            .single();
            production.run("create role aiworkflow" + suffix);
            String rights = documented("engine_audit")
                    .replace("engine_audit", "engine_audit" + suffix)
                    .replace("aiworkflow", "aiworkflow" + suffix);
            JdbcSecurityEventChain chain = new JdbcSecurityEventChain(production.database());
            asEngine(
                    production,
                    suffix,
                    () -> assertThat(chain.isOwnedByEngine()).isFalse());
            production.run("alter table security_events owner to aiworkflow" + suffix);
            asEngine(
                    production,
                    suffix,
                    () -> assertThat(chain.isOwnedByEngine()).isTrue());
            execute(production, rights);
            asEngine(
                    production,
                    suffix,
                    () -> assertThat(chain.isOwnedByEngine()).isFalse());
            assertThat(chain.isOwnedByEngine()).as("for a superuser").isTrue();

            asEngine(production, suffix, () -> {
                production.process().record(TestAudit.login("ada"));
                production.process().record(TestAudit.login("eve"));
            });
            asEngine(production, suffix, () -> {
                assertThat(production.all()).hasSize(2);
                assertThat(production.log.verify().isIntact()).isTrue();
            });
            for (String statement : List.of(
                    "update security_events set actor = 'x'",
                    "delete from security_events",
                    "truncate security_events",
                    "insert into security_events (type, actor, target, address, outcome, details)"
                            + " values ('login', 'x', '', '', 'success', '{}')",
                    "alter table security_events disable trigger all",
                    "alter table security_events disable trigger security_events_append_only",
                    "drop table security_events cascade",
                    "delete from security_event_anchor",
                    "select * from security_event_draft",
                    "drop function seal_security_event() cascade",
                    "create or replace function refuse_security_event_change() returns trigger language plpgsql"
                            + " as 'begin return null; end'",
                    "set local session_replication_role = replica")) {
                assertThatThrownBy(() -> asEngine(production, suffix, () -> production.run(statement)))
                        .as(statement)
                        .rootCause()
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
            assertThat(production.all()).extracting(StoredSecurityEvent::actor).containsExactly("eve", "ada");
        }
    }

    private static void asEngine(TestAudit production, String suffix, Runnable work) {
        production.transaction().executeWithoutResult(status -> {
            production.run("set local role aiworkflow" + suffix);
            work.run();
        });
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            events.record(TestAudit.login("ada"));
        }
    }

    /** The block of SQL in the documentation that holds this text. */
    private static String documented(String mark) throws IOException {
        return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/security.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(mark))
                .findFirst()
                .orElseThrow();
    }

    private static void execute(String script) {
        execute(audit, script);
    }

    private static void execute(TestAudit where, String script) {
        where.transaction()
                .executeWithoutResult(status -> Arrays.stream(script.split(";"))
                        .map(String::strip)
                        .filter(statement ->
                                !statement.isEmpty() && !statement.equals("begin") && !statement.equals("commit"))
                        .forEach(where::run));
    }
}
