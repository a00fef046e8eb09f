package io.aiworkflow.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestLogin;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the engine tells about its health, and whom. */
@EngineTest
class HealthIT {
    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @Autowired
    MigrationHealth migrations;

    @Test
    void operatorsWhoAskForAllAreToldDetails() {
        EngineClient engine = new EngineClient(port);
        JsonNode checks = engine.send(engine.request("/api/v1/health?full")
                        .header("Authorization", TestLogin.authorization(port))
                        .build())
                .json()
                .get("checks");

        assertThat(checks.properties())
                .extracting(part -> part.getKey())
                .contains("engine", "database", "migrations", "pool", "queue", "worker", "disk", "models")
                .contains("schedules", "maintenance", "backup");
        assertThat(checks.at("/schedules/needed").asBoolean()).isFalse();
        assertThat(checks.at("/maintenance/needed").asBoolean()).isFalse();
        assertThat(checks.at("/backup/needed").asBoolean()).isFalse();
        assertThat(checks.at("/backup/detail").asText()).contains("No backup was ever made. None is configured");
        assertThat(checks.at("/queue/detail").asText()).contains("1 workers are alive");
        assertThat(checks.at("/pool/detail").asText()).contains("connections are in use");
        assertThat(checks.at("/disk/status").asText()).isEqualTo("ok");
        assertThat(checks.at("/database/tookMs").isNumber()).isTrue();
    }

    @Test
    void strangersAreToldWhichPartsWorkAndNoMore() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        new EngineClient(port).request("/api/v1/health?full").build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode health = new ObjectMapper().readTree(answer.body());
        assertThat(health.at("/checks/migrations/status").asText()).isEqualTo("ok");
        assertThat(health.findValues("detail")).isEmpty();
        assertThat(health.findValues("tookMs")).isEmpty();
    }

    @Test
    void aDatabaseThatLacksAMigrationIsSeen() throws Exception {
        assertThat(migrations.check().ok()).isTrue();

        database.sql("update databasechangelog set author = 'lost' where id = '001-run'")
                .update();
        try {
            assertThat(migrations.check().detail()).contains("lacks 1 migrations", "001-run");
        } finally {
            database.sql("update databasechangelog set author = 'engine' where id = '001-run'")
                    .update();
        }
        database.sql("insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)"
                        + " values ('999-later', 'engine', 'later', now(), 999, 'EXECUTED')")
                .update();
        try {
            assertThat(migrations.check().ok()).isTrue();
            assertThat(migrations.check().detail()).contains("newer engine");
        } finally {
            database.sql("delete from databasechangelog where id = '999-later'").update();
        }
    }
}
