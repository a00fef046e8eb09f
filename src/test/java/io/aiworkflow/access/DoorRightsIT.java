package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A door starts workflows with the rights of whoever calls it, on whatever thread it does so. */
@EngineTest
@TestPropertySource(
        properties = {
            "engine.routes.directory=src/test/resources/door-rights",
            "engine.destinations.guarded.uri=workflow:guarded"
        })
class DoorRightsIT {
    private static final List<String> DOORS = List.of("plain", "delayed", "tapped", "parallel", "named", "listed");

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @BeforeEach
    void everythingIsLoaded() {
        assertThat(new EngineClient(port).get("/api/v1/workflows").json().get("refused"))
                .isEmpty();
    }

    @Test
    void theRoleOfTheCallerCountsOnEveryThread() throws InterruptedException {
        Person user = Person.withRole(port, "user");
        Person operator = Person.withRole(port, "operator");
        for (String door : DOORS) {
            user.post("/intake/rights/" + door, "{}");
        }
        // A tap goes on after its answer.
        TimeUnit.SECONDS.sleep(1);
        assertThat(submitters()).isEmpty();

        for (String door : DOORS) {
            operator.post("/intake/rights/" + door, "{}");
        }
        await().untilAsserted(() -> assertThat(submitters()).hasSize(8));
        assertThat(submitters()).containsOnly(operator.name() + " operator");
    }

    private List<String> submitters() {
        return database.sql("select submitter || ' ' || submitter_role from run where workflow = 'guarded'")
                .query(String.class)
                .list();
    }
}
