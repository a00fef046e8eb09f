package io.aiworkflow.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a route asks a database, and what it gets. */
class SqlConnectionIT {
    private final CamelContext camel = new DefaultCamelContext();
    private JdbcClient database;

    @BeforeEach
    void start() {
        String jdbc = TestDatabase.emptyDatabaseUrl();
        database = JdbcClient.create(new DriverManagerDataSource(jdbc));
        database.sql("""
                        create table customer (id integer primary key, name text, since timestamptz, extra jsonb,
                                               tags text[], vip boolean, owed numeric(10, 2))""").update();
        database.sql("""
                        insert into customer
                        values (1, 'Ann', '2026-01-02T03:04:05Z', '{"a": [1]}', '{x,y}', true, 12.50),
                               (2, 'Bob', null, null, null, false, null),
                               (3, 'Cleo', null, null, null, false, 0)""").update();
        String url = jdbc.replaceFirst("^jdbc:", "").replaceFirst("[?].*", "");
        camel.addComponent(
                "sql-connection",
                new SqlConnectionComponent(new SqlConnections(new ConnectionsProperties(
                        Map.of(),
                        Map.of(
                                "crm", connection(url, true, 2),
                                "crm-write", connection(url, false, 10),
                                "gone", connection("postgresql://127.0.0.1:1/x", true, 2))))));
        camel.start();
    }

    private static SqlConnection connection(String url, boolean readOnly, int rows) {
        return new SqlConnection(url, "postgres", null, readOnly, Duration.ofSeconds(2), rows, 1);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void rowsAreMapsOfPlainValues() {
        Object body = ask("crm", Map.of("query", "select * from customer where id = :id", "value.id", "${body}"), "1");
        Map<String, Object> ann = new LinkedHashMap<>();
        ann.put("id", 1);
        ann.put("name", "Ann");
        ann.put("since", "2026-01-02T03:04:05Z");
        ann.put("extra", Map.of("a", List.of(1)));
        ann.put("tags", List.of("x", "y"));
        ann.put("vip", true);
        ann.put("owed", new java.math.BigDecimal("12.50"));
        assertThat(body).isEqualTo(List.of(ann));
    }

    @Test
    void oneRowOneValueOrNothing() {
        Map<String, Object> name = Map.of("query", "select name from customer where id = :id", "value.id", "${body}");
        assertThat(ask("crm", with(name, "row"), 2)).isEqualTo(Map.of("name", "Bob"));
        assertThat(ask("crm", with(name, "value"), 2)).isEqualTo("Bob");
        assertThat(ask("crm", with(name, "row"), 9)).isNull();
        assertThat(ask("crm", with(name, "value"), 9)).isNull();
    }

    @Test
    void valuesNeverBecomePartOfTheStatement() {
        Map<String, Object> byName =
                Map.of("query", "select id from customer where name = :name", "value.name", "${body}");
        for (String evil : List.of("' or '1'='1", "Ann'; drop table customer; --", "\\' or 1=1", ":id", "${body}")) {
            assertThat(ask("crm", byName, evil)).isEqualTo(List.of());
        }
        assertThat(ask("crm", Map.of("query", "select ':no' as a, '{1}'::int[] as b"), null))
                .isEqualTo(List.of(Map.of("a", ":no", "b", List.of(1))));
    }

    @Test
    void aReadOnlyConnectionChangesNothing() {
        Map<String, Object> delete = Map.of("query", "delete from customer", "result", "count");
        assertRefused("crm", delete, ErrorCode.CONNECTION_REFUSED, "SQLSTATE 25006");
        assertThat(ask("crm-write", delete, null)).isEqualTo(3);
    }

    @Test
    void failuresTellAStateAndNoData() {
        assertRefused("crm", Map.of("query", "select secret from nowhere"), ErrorCode.CONNECTION_REFUSED, "42P01");
        assertRefused("crm", Map.of("query", "select * from customer"), ErrorCode.CONNECTION_FAILED, "more than 2");
        assertRefused("crm", Map.of("query", "select pg_sleep(10)"), ErrorCode.CONNECTION_FAILED, "57014");
        assertRefused("gone", Map.of("query", "select 1"), ErrorCode.CONNECTION_UNAVAILABLE, "cannot be reached");
        assertRefused(
                "crm-write",
                Map.of("query", "insert into customer values (1, :name)", "value.name", "private", "result", "count"),
                ErrorCode.CONNECTION_REFUSED,
                "23505");
    }

    private void assertRefused(String connection, Map<String, Object> options, ErrorCode code, String told) {
        Exchange exchange = send(connection, options, null);
        assertThat(exchange.getException()).isInstanceOfSatisfying(EngineException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).contains(told).doesNotContain("private", "secret", "127.0.0.1");
        });
    }

    private static Map<String, Object> with(Map<String, Object> options, String result) {
        Map<String, Object> all = new LinkedHashMap<>(options);
        all.put("result", result);
        return all;
    }

    private Object ask(String connection, Map<String, Object> options, Object body) {
        Exchange exchange = send(connection, options, body);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody();
    }

    private Exchange send(String connection, Map<String, Object> options, Object body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        try {
            var endpoint = camel.getComponent("sql-connection", SqlConnectionComponent.class)
                    .createEndpoint("sql-connection:" + connection, connection, new LinkedHashMap<>(options));
            endpoint.createProducer().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        return exchange;
    }
}
