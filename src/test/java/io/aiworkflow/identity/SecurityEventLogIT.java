package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.Sha256;
import io.aiworkflow.platform.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityEventLogIT {
    /** As operators have it in their runbook. */
    private static final String INCIDENT_QUERY = """
            SELECT * FROM security_events
            WHERE created_at > NOW() - INTERVAL '24 hours'
            ORDER BY created_at DESC;
            """;

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
    void startEmpty() {
        audit.reset();
    }

    @Test
    void theIncidentQueryOfTheRunbookShowsEverythingThatHappenedLately() {
        events.record(TestAudit.login("ada"));
        events.record(TestAudit.event(Type.ROLE_CHANGE, "ada", "account:eve", "192.0.2.9", Outcome.DENIED));
        List<Map<String, Object>> rows =
                audit.database().sql(INCIDENT_QUERY).query().listOfRows();
        assertThat(rows).extracting(row -> row.get("type")).containsExactly("role-change", "login");
        assertThat(rows.get(0))
                .containsOnlyKeys(
                        "id",
                        "created_at",
                        "type",
                        "actor",
                        "target",
                        "address",
                        "outcome",
                        "details",
                        "previous_hash",
                        "hash");
    }

    @Test
    void namesThatLeaveTheProcess() {
        assertThat(Arrays.stream(Type.values()).map(Type::wireName))
                .containsExactlyInAnyOrder(
                        "login",
                        "logout",
                        "register",
                        "password-change",
                        "password-reset",
                        "second-factor-change",
                        "token-refresh",
                        "token-reuse",
                        "token-revoke",
                        "api-key-create",
                        "api-key-revoke",
                        "account-change",
                        "role-change",
                        "signing-key-rotate",
                        "signing-key-drop",
                        "address-block",
                        "address-unblock",
                        "access-denied",
                        "route-load",
                        "route-refuse",
                        "admin-action",
                        "console-action");
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::wireName))
                .containsExactly("success", "failure", "denied");
    }

    @Test
    void eachTypeAndOutcomeCanBeRecorded() {
        for (Type type : Type.values()) {
            for (Outcome outcome : Outcome.values()) {
                events.record(TestAudit.event(type, "ada", "", "", outcome));
            }
        }
        assertThat(audit.all()).hasSize(Type.values().length * Outcome.values().length);
    }

    @Test
    void eachFilterNarrowsTheList() {
        events.record(TestAudit.event(Type.LOGIN, "ada", "account:ada", "192.0.2.1", Outcome.SUCCESS));
        events.record(TestAudit.event(Type.LOGIN, "ada", "account:ada", "192.0.2.2", Outcome.FAILURE));
        events.record(TestAudit.event(Type.LOGIN, "eve", "account:ada", "192.0.2.2", Outcome.FAILURE));
        events.record(TestAudit.event(Type.LOGOUT, "eve", "account:eve", "2001:db8::1", Outcome.SUCCESS));
        events.record(TestAudit.event(Type.ACCESS_DENIED, "eve\n", "/admin", "2001:db8::1", Outcome.DENIED));

        assertThat(ids(filter("login", null, null, null, null))).containsExactly(3L, 2L, 1L);
        assertThat(ids(filter(null, "eve", null, null, null))).containsExactly(4L, 3L);
        assertThat(ids(filter(null, "eve\n", null, null, null))).containsExactly(5L);
        assertThat(ids(filter(null, null, "account:ada", null, null))).containsExactly(3L, 2L, 1L);
        assertThat(ids(filter(null, null, null, "2001:db8::1", null))).containsExactly(5L, 4L);
        assertThat(ids(filter(null, null, null, null, "failure"))).containsExactly(3L, 2L);
        assertThat(ids(filter("login", "ada", "account:ada", "192.0.2.2", "failure")))
                .containsExactly(2L);
        assertThat(ids(SecurityEventFilter.ALL)).containsExactly(5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void aTimeFilterTakesTheFirstMomentAndLeavesTheLast() {
        for (int i = 0; i < 4; i++) {
            events.record(TestAudit.login("ada"));
        }
        List<StoredSecurityEvent> all = audit.all();
        Instant second = all.get(2).createdAt();
        Instant third = all.get(1).createdAt();
        assertThat(ids(between(second, third))).containsExactly(2L);
        assertThat(ids(between(second, Instant.MAX))).containsExactly(4L, 3L, 2L);
        assertThat(ids(between(Instant.MIN, second))).containsExactly(1L);
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"\u0000", "'; drop table security_events; --", "%", "\uD800", "no-such-type"})
    void aFilterThatFitsNothingFindsNothing(String value) {
        events.record(TestAudit.login("ada"));
        assertThat(ids(filter(value, null, null, null, null))).isEmpty();
        assertThat(ids(filter(null, value, null, null, null))).isEmpty();
        assertThat(ids(filter(null, null, value.repeat(1000), null, null))).isEmpty();
        assertThat(ids(filter(null, null, null, value, value))).isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapsWhileEventsArrive() {
        for (int i = 0; i < 7; i++) {
            events.record(TestAudit.login("ada"));
        }
        List<Long> seen = new ArrayList<>();
        Optional<Long> cursor = Optional.empty();
        List<StoredSecurityEvent> page;
        do {
            page = audit.log.list(SecurityEventFilter.ALL, cursor, 3);
            page.forEach(event -> seen.add(event.id()));
            cursor = page.isEmpty()
                    ? cursor
                    : Optional.of(page.get(page.size() - 1).id());
            events.record(TestAudit.login("later"));
        } while (page.size() == 3);
        assertThat(seen).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void theExportIsOneLineForEachEventOverManyPages() throws IOException {
        int written = 1203;
        audit.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < written; i++) {
                events.record(TestAudit.login(i % 2 == 0 ? "even" : "odd"));
            }
        });
        List<String> lines = export(SecurityEventFilter.ALL, written);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(StrictJson.parse(lines.get(i)).get("id").asInt()).isEqualTo(i + 1);
        }
        assertThat(export(filter(null, "odd", null, null, null), 601))
                .allSatisfy(line ->
                        assertThat(StrictJson.parse(line).get("actor").asText()).isEqualTo("odd"));
    }

    /** So that an export can be checked without the engine and its database. */
    @Test
    void theHashesOfAnExportCanBeCalculatedAgain() throws IOException {
        events.record(new SecurityEvent(
                Type.LOGIN, "Zoë 😀", "account:\"z\"", "", Outcome.SUCCESS, Map.of("b", "2\n", "aa", "1\\")));
        JsonNode event = StrictJson.parse(export(SecurityEventFilter.ALL, 1).get(0));
        Instant time = Instant.parse(event.get("createdAt").asText());
        String content = String.join(
                "\n",
                event.get("previousHash").asText(),
                event.get("id").asText(),
                String.valueOf(time.getEpochSecond() * 1_000_000 + time.getNano() / 1000),
                event.get("type").asText(),
                event.get("actor").asText(),
                event.get("target").asText(),
                event.get("address").asText(),
                event.get("outcome").asText(),
                "{\"b\": \"2\\\\u{a}\", \"aa\": \"1\\\\\\\\\"}");
        assertThat(event.get("hash").asText()).isEqualTo(Sha256.hex(content));
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(
            strings = {
                "eve\n2026-11-25T10:00:00Z login admin success",
                "eve\r\n{\"id\":1}",
                "eve\u0000",
                "eve\u2028admin",
                "eve\u0085admin",
                "\u202Enimda",
                "eve\u001B[2K\u001B[1Aadmin",
                "half \uD800 pair",
                "quote \" and \\"
            })
    void noValueCanForgeALine(String hostile) throws IOException {
        events.record(new SecurityEvent(
                Type.LOGIN, hostile, hostile, hostile, Outcome.FAILURE, Map.of(hostile, hostile, "x", hostile)));
        events.record(TestAudit.login("ada"));
        List<String> lines = export(SecurityEventFilter.ALL, 2);
        assertThat(lines.get(0)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
        assertThat(audit.database()
                        .sql("select security_events::text from security_events")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .noneMatch(row -> row.matches("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*"));
        assertThat(audit.log.verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'login', E'eve\\nadmin', '', '', 'success', '{}'",
                "'login', 'eve', E'\\u2028', '', 'success', '{}'",
                "'login', 'eve', '', E'\\x07', 'success', '{}'",
                "'login', 'eve', '', '', 'success', '{\"a\": \"\\u0085\"}'",
                "'login', 'eve', '', '', 'won', '{}'",
                "E'log\\nin', 'eve', '', '', 'success', '{}'",
                "'login', '', '', '', 'success', '{}'",
                "'login', repeat('x', 201), '', '', 'success', '{}'",
                "'login', 'eve', repeat('x', 301), '', 'success', '{}'",
                "'login', 'eve', '', '', 'success', '[]'"
            })
    void theTableItselfRefusesWhatWouldForgeALineOrHasNoEnd(String values) {
        assertThatThrownBy(() -> audit.run(
                        "insert into security_event_draft (type, actor, target, address, outcome, details) values ("
                                + values + ")"))
                .rootCause()
                .hasMessageContaining("violates check constraint");
        assertThat(audit.all()).isEmpty();
    }

    private static List<Long> ids(SecurityEventFilter filter) {
        return audit.log.list(filter, Optional.empty(), 100).stream()
                .map(StoredSecurityEvent::id)
                .toList();
    }

    private static SecurityEventFilter filter(
            String type, String actor, String target, String address, String outcome) {
        return new SecurityEventFilter(
                Optional.ofNullable(type),
                Optional.ofNullable(actor),
                Optional.ofNullable(target),
                Optional.ofNullable(address),
                Optional.ofNullable(outcome),
                Optional.empty(),
                Optional.empty());
    }

    private static SecurityEventFilter between(Instant from, Instant to) {
        Optional<String> any = Optional.empty();
        return new SecurityEventFilter(any, any, any, any, any, Optional.of(from), Optional.of(to));
    }

    private static List<String> export(SecurityEventFilter filter, int expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(audit.log.export(filter, out)).isEqualTo(expected);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        List<String> lines = List.of(text.split("\n", -1));
        assertThat(lines).hasSize(expected + 1);
        return lines.subList(0, expected);
    }
}
