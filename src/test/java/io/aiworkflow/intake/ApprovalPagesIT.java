package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.WaitingWorkflows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The list of what people have to decide, page by page. */
@EngineTest
@Import(WaitingWorkflows.class)
class ApprovalPagesIT {
    private static final String LIST = "/api/v1/approvals";
    private static final String NONE = "";

    EngineClient engine;

    @BeforeEach
    void leaveNothingToDecide(@LocalServerPort int port) {
        engine = new EngineClient(port);
        // Other tests on the same engine leave runs behind that wait.
        for (JsonNode approval : page("?limit=200").get("approvals")) {
            engine.post("/api/v1/runs/" + approval.get("run").asText() + "/cancel", null);
        }
        assertThat(page(NONE).get("approvals")).isEmpty();
    }

    @Test
    void thePagesCoverAllWithoutDoublesNewestFirst() {
        List<String> asked = ask(7);
        List<JsonNode> pages = pages(3);
        assertThat(pages).extracting(page -> page.get("approvals").size()).containsExactly(3, 3, 1);
        assertThat(ids(pages))
                .containsExactlyInAnyOrderElementsOf(asked)
                // Ids begin with the time, so their order is that of the waits.
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(pages.get(2).has("next")).isFalse();
        assertThat(page("?limit=200").has("next")).isFalse();
    }

    @Test
    void aFullLastPageIsFollowedByAnEmptyOne() {
        List<String> asked = ask(4);
        List<JsonNode> pages = pages(2);
        assertThat(pages).extracting(page -> page.get("approvals").size()).containsExactly(2, 2, 0);
        assertThat(ids(pages)).containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    void whatComesOrIsDecidedBetweenTwoPagesMovesNothing() {
        List<String> asked = ask(6);
        JsonNode first = page("?limit=2");
        ask(1);
        String gone = ids(List.of(first)).get(1);
        assertThat(engine.post(LIST + "/" + gone, "{\"decision\":\"approve\"}").status())
                .isEqualTo(200);
        List<String> seen = new ArrayList<>(ids(List.of(first)));
        String cursor = first.get("next").asText();
        seen.addAll(ids(List.of(page("?limit=200&cursor=" + cursor))));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    void refusesOtherLimitsAndWhatIsNoCursor() {
        for (String wrong :
                List.of("?limit=0", "?limit=201", "?limit=-1", "?limit=many", "?cursor=7", "?cursor=x%27")) {
            Answer answer = engine.get(LIST + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.json().get("code").asText()).as(wrong).isEqualTo("MALFORMED_REQUEST");
        }
    }

    /** Starts runs that wait for a decision each; gives the ids of the approvals. */
    private List<String> ask(int count) {
        List<String> runs = IntStream.range(0, count)
                .mapToObj(i -> engine.submit("ask", String.valueOf(i)).header("Location"))
                .toList();
        return runs.stream().map(this::approvalOf).toList();
    }

    private String approvalOf(String run) {
        await().untilAsserted(() ->
                assertThat(engine.get(run).json().path("waitsFor").asText()).isEqualTo("approval"));
        return engine.get(run).json().at("/waits/0/id").asText();
    }

    private List<JsonNode> pages(int limit) {
        List<JsonNode> pages = new ArrayList<>();
        String cursor = NONE;
        do {
            pages.add(page("?limit=" + limit + cursor));
            cursor = "&cursor=" + pages.get(pages.size() - 1).path("next").asText();
        } while (pages.get(pages.size() - 1).has("next"));
        return pages;
    }

    private JsonNode page(String query) {
        Answer answer = engine.get(LIST + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> ids(List<JsonNode> pages) {
        List<String> ids = new ArrayList<>();
        pages.forEach(page ->
                page.get("approvals").forEach(each -> ids.add(each.get("id").asText())));
        return ids;
    }
}
