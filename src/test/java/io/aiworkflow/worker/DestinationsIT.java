package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Runs go where their input says, among the destinations, and do not go there twice. */
@EngineTest
@Import(DestinationsIT.Workflows.class)
@TestPropertySource(
        properties = {
            "engine.routes.directory=src/test/resources/destinations",
            "engine.destinations.billing.uri=workflow:bill",
            "engine.destinations.shipping.uri=workflow:ship"
        })
class DestinationsIT {
    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient database;

    EngineClient engine;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        engine = new EngineClient(port);
        ledger.notes.clear();
        ledger.failing.clear();
        assertThat(engine.get("/api/v1/workflows").json().get("refused")).isEmpty();
    }

    @Test
    void theInputSaysWhereARunGoes() {
        assertThat(result(engine.run("dispatch", "{\"team\":\"billing\"}"))).isEqualTo("\"billed\"");
        assertThat(result(engine.run("dispatch", "{\"team\":\"shipping\"}"))).isEqualTo("\"shipped\"");
        assertThat(ledger.notes).containsExactly("bill", "behind", "ship", "behind");
    }

    @Test
    void severalAreCalledAtOnceEachAtAPlaceOfItsOwn() {
        Answer answer = engine.run("spread", "{\"teams\":\"billing,shipping,billing\"}");
        assertThat(result(answer)).isEqualTo("[\"billed\",\"shipped\",\"billed\"]");
        assertThat(ledger.notes).containsExactlyInAnyOrder("bill", "ship", "bill", "behind");
        assertThat(places(answer)).containsExactly("bill m0", "bill m2", "ship m1");
    }

    @Test
    void aResumedRunDoesNotGoToItsDestinationAgain() {
        ledger.failing.add("behind");
        assertThat(result(engine.run("dispatch", "{\"team\":\"billing\"}"))).isEqualTo("\"billed\"");
        assertThat(ledger.notes).containsExactly("bill", "behind", "behind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"behind", "ship", "bill"})
    void aResumedRunDoesNotGoToAnyOfSeveralAgain(String failing) {
        ledger.failing.add(failing);
        Answer answer = engine.run("spread", "{\"teams\":[\"billing\",\"shipping\"]}");
        assertThat(result(answer)).isEqualTo("[\"billed\",\"shipped\"]");
        for (String note : List.of("bill", "ship", "behind")) {
            assertThat(ledger.notes)
                    .as("executions of %s", note)
                    .filteredOn(note::equals)
                    .hasSize(note.equals(failing) ? 2 : 1);
        }
        assertThat(places(answer)).containsExactly("bill m0", "ship m1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:evil", "workflow:bill", "billing?wait=false", "{{env:HOME}}", "${body}", "Billing"})
    void aNameThatIsNotThereFailsTheRunForGood(String name) {
        Answer failed = engine.run("dispatch", "{\"team\":\"%s\"}".formatted(name));
        JsonNode run = engine.get(failed.header("Location")).json();
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("WORKFLOW_FAILED");
        assertThat(run.at("/error/message").asText())
                .startsWith("there is no destination '")
                .doesNotContain("shipping");
        assertThat(ledger.notes).isEmpty();
    }

    private List<String> places(Answer answer) {
        String id = answer.json().get("id").asText();
        return database.sql("""
                        select workflow || ' ' || replace(key, 'sub-run:' || :id || ':', '')
                          from run_key where parent_id = :id::uuid order by 1""").param("id", id).query(String.class).list();
    }

    private static String result(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("result").toString();
    }

    @TestConfiguration
    static class Workflows {
        @Bean
        Ledger ledger() {
            return new Ledger();
        }

        @Bean
        RouteBuilder teams() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("workflow:bill?attempts=5&backOff=5")
                            .routeId("bill")
                            .step("bill-it")
                            .bean("ledger", "note('bill')")
                            .setBody(constant("billed"))
                            .end();
                    from("workflow:ship?attempts=5&backOff=5")
                            .routeId("ship")
                            .step("ship-it")
                            .bean("ledger", "note('ship')")
                            .setBody(constant("shipped"))
                            .end();
                }
            };
        }
    }

    /** Takes note of what is done, and lets it fail when told, once. */
    @OfferedToRoutes
    public static class Ledger {
        private final List<String> notes = new CopyOnWriteArrayList<>();
        private final List<String> failing = new CopyOnWriteArrayList<>();

        public void note(String what) {
            notes.add(what);
            if (failing.remove(what)) {
                throw new TransientException(ErrorCode.WORKFLOW_FAILED, what + " fails as told");
            }
        }
    }
}
