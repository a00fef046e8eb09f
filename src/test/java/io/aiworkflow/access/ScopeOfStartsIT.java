package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A workflow that wants a scope of its own wants it at every door that starts it, now or later. */
@EngineTest
class ScopeOfStartsIT {
    private static final String SCHEDULES = "/api/v1/schedules";
    private static final String INPUT = "{\"input\": {\"name\": \"a.txt\"}}";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    private final String name = "s-" + UUID.randomUUID().toString().substring(0, 8);

    private Person starter;
    private Person writer;

    @BeforeEach
    void makeKeys() {
        Person anna = Person.withRole(port, "user");
        starter = anna.withKey("runs:read", "runs:write");
        writer = anna.withKey("runs:read", "runs:write", "documents:write");
    }

    @Test
    void aScheduleThatWouldStartIt() {
        String wanted = "{\"name\": \"%s\", \"workflow\": \"index-document\", \"every\": \"1h\", \"input\": {}}";
        assertRefused(starter.post(SCHEDULES, wanted.formatted(name)));
        // Nothing is wrong with his rights; there is no such workflow in this test.
        assertThat(writer.post(SCHEDULES, wanted.formatted(name)).status()).isEqualTo(422);

        Answer made = starter.post(SCHEDULES, wanted.formatted(name).replace("index-document", "no-op"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(starter.patch(SCHEDULES + "/" + name, INPUT).status()).isEqualTo(200);
        database.sql("update schedule set workflow = 'index-document' where name = :name")
                .param("name", name)
                .update();
        assertRefused(starter.patch(SCHEDULES + "/" + name, INPUT));
        assertThat(writer.patch(SCHEDULES + "/" + name, INPUT).status()).isNotEqualTo(403);
    }

    @Test
    void aRunOfItThatIsTriedAgainWithAnotherInput() {
        String run = starter.post("/api/v1/workflows/no-op/runs", "1")
                .json()
                .get("id")
                .asText();
        await().until(() ->
                starter.get("/api/v1/runs/" + run).json().get("state").asText().equals("succeeded"));
        database.sql("update run set workflow = 'index-document' where id = :run")
                .param("run", UUID.fromString(run))
                .update();
        String door = "/api/v1/runs/%s/retry".formatted(run);
        assertRefused(starter.post(door, INPUT));
        assertThat(writer.post(door, INPUT).status()).isEqualTo(409);
        assertThat(starter.post(door, "{}").status()).isEqualTo(409);
    }

    @Test
    void noNameOfAWorkflowMisleadsIt() {
        for (String workflow : new String[] {"index%2Ddocument", "index-document;a=b", "%zz", "a/b", "..", ""}) {
            Answer answer = starter.post(
                    SCHEDULES, "{\"name\": \"%s\", \"workflow\": \"%s\", \"every\": \"1h\"}".formatted(name, workflow));
            assertThat(answer.status()).as(workflow).isEqualTo(422);
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("documents:write", "index-document");
    }
}
