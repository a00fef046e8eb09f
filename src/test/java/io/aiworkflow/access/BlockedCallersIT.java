package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who comes from a blocked address is refused at every door, and nobody else. */
@EngineTest
class BlockedCallersIT {
    private static final String BLOCKED = "/api/v1/admin/blocked-addresses";
    private static final String ADDRESS = "203.0.113.7";
    private static final Duration EFFECTIVE = Duration.ofSeconds(5);

    @Autowired
    JdbcClient database;

    private EngineClient admin;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        admin = new EngineClient(port);
    }

    @Test
    void fromTheBlockToItsEnd() {
        assertThat(at(ADDRESS, "/api/v1/workflows").status()).isEqualTo(200);
        block(ADDRESS);
        for (String door : new String[] {"/api/v1/workflows", "/api/v1/health", "/login", "/hawtio", "/nothing"}) {
            Answer refused = at(ADDRESS, door);
            assertThat(refused.status()).as(door).isEqualTo(403);
            assertThat(refused.body()).contains("your address is blocked");
            assertThat(at("203.0.113.8", door).status()).as(door).isNotEqualTo(403);
        }
        assertThat(admin.post(BLOCKED + "/unblock", "{\"range\":\"%s\"}".formatted(ADDRESS))
                        .status())
                .isEqualTo(200);
        assertThat(at(ADDRESS, "/api/v1/workflows").status()).isEqualTo(200);
    }

    @Test
    void byItselfWhenItsTimeIsOverAndWhenAnotherProcessEndsIt() {
        block("203.0.113.0/24");
        assertThat(at(ADDRESS, "/api/v1/workflows").status()).isEqualTo(403);
        database.sql("update blocked_address set expires_at = now() + interval '1 second'")
                .update();
        await().atMost(EFFECTIVE.plusSeconds(1))
                .until(() -> at(ADDRESS, "/api/v1/workflows").status() == 200);
    }

    @Test
    void alsoWhenAnotherProcessHasBlockedIt() {
        block(ADDRESS);
        database.sql("create table elsewhere as select * from blocked_address").update();
        admin.post(BLOCKED + "/unblock", "{\"range\":\"%s\"}".formatted(ADDRESS));
        database.sql("insert into blocked_address select * from elsewhere").update();
        database.sql("drop table elsewhere").update();
        await().atMost(EFFECTIVE).until(() -> at(ADDRESS, "/api/v1/workflows").status() == 403);
        admin.post(BLOCKED + "/unblock", "{\"range\":\"%s\"}".formatted(ADDRESS));
    }

    private void block(String range) {
        Answer made = admin.post(BLOCKED, "{\"range\":\"%s\",\"minutes\":5,\"reason\":\"a test\"}".formatted(range));
        assertThat(made.status()).as(made.body()).isLessThan(300);
    }

    /** As the proxy on this machine tells where the caller is. */
    private Answer at(String address, String path) {
        return admin.send(
                admin.request(path).header("X-Forwarded-For", address).GET().build());
    }
}
