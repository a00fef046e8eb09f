package io.aiworkflow.testsupport.qdrant;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the stand-in behaves as Qdrant was seen to, where the engine relies on it. */
class FakeQdrantTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeQdrant qdrant = FakeQdrant.start();

    @BeforeEach
    void makeCollection() throws Exception {
        ask("PUT", "/collections/c", """
                {'vectors': {'dense': {'size': 2, 'distance': 'Cosine'}},
                 'sparse_vectors': {'words': {'modifier': 'idf'}},
                 'strict_mode_config': {'enabled': true, 'unindexed_filtering_retrieve': false, 'max_query_limit': 4}}""");
        ask("PUT", "/collections/c/index?wait=true", "{'field_name': 'city', 'field_schema': 'keyword'}");
        ask("PUT", "/collections/c/points?wait=true", """
                {'points': [
                 {'id': 1, 'vector': {'dense': [1, 0], 'words': {'indices': [7], 'values': [1]}}, 'payload': {'city': 'Rome'}},
                 {'id': 2, 'vector': {'dense': [3, 4], 'words': {'indices': [7, 8], 'values': [2, 1]}},
                  'payload': {'city': ['Rome', 'Oslo'], 'n': 5}},
                 {'id': 3, 'vector': {'dense': [0, 1]}, 'payload': {}}]}""");
    }

    @AfterEach
    void stop() {
        qdrant.close();
    }

    @Test
    void scoresByCosineAndSortsBestFirst() throws Exception {
        JsonNode found = ask("POST", "/collections/c/points/query", "{'query': [1, 0], 'using': 'dense', 'limit': 4}");

        assertThat(ids(found.at("/result/points"))).containsExactly(1, 2, 3);
        assertThat(found.at("/result/points/1/score").asDouble()).isCloseTo(0.6, within(1e-6));
        assertThat(found.at("/result/points/1").has("payload")).isFalse();
    }

    @Test
    void multipliesWordsWithTheirRarity() throws Exception {
        JsonNode found = ask("POST", "/collections/c/points/query", """
                {'query': {'indices': [7, 8], 'values': [1, 1]}, 'using': 'words', 'limit': 4}""");

        // Two points have words: 7 is in both, 8 in one.
        double common = Math.log(1 + 0.5 / 2.5);
        double rare = Math.log(1 + 1.5 / 1.5);
        assertThat(ids(found.at("/result/points"))).containsExactly(2, 1);
        assertThat(found.at("/result/points/0/score").asDouble()).isCloseTo(2 * common + rare, within(1e-6));
    }

    @Test
    void fusesRankingsByTheServersFormula() throws Exception {
        String prefetch = "'prefetch': [{'query': [1, 0], 'using': 'dense', 'limit': 4},"
                + " {'query': {'indices': [7], 'values': [1]}, 'using': 'words', 'limit': 4}]";

        JsonNode usual = ask(
                "POST", "/collections/c/points/query", "{" + prefetch + ", 'query': {'fusion': 'rrf'}, 'limit': 4}");
        JsonNode other = ask(
                "POST", "/collections/c/points/query", "{" + prefetch + ", 'query': {'rrf': {'k': 60}}, 'limit': 4}");

        // Dense 1, 2, 3; words 2, 1.
        assertThat(scores(usual)).containsExactly(1 / 2.0 + 1 / 3.0, 1 / 2.0 + 1 / 3.0, 1 / 4.0);
        assertThat(scores(other)).containsExactly(1 / 60.0 + 1 / 61.0, 1 / 60.0 + 1 / 61.0, 1 / 62.0);
    }

    @Test
    void filtersWithinTheSearch() throws Exception {
        assertThat(found("{'must': [{'key': 'city', 'match': {'value': 'Oslo'}}]}"))
                .containsExactly(2);
        assertThat(found("{'must': [{'key': 'city', 'match': {'any': ['Rome', 'Bonn']}}]}"))
                .containsExactly(1, 2);
        assertThat(found("{'must_not': [{'key': 'city', 'match': {'value': 'Oslo'}}]}"))
                .containsExactly(1, 3);
        assertThat(found("{'should': [{'has_id': [3]}, {'key': 'city', 'match': {'value': 'Oslo'}}]}"))
                .containsExactly(2, 3);
        assertThat(
                        found(
                                "{'min_should': {'min_count': 2, 'conditions': [{'has_id': [1, 2]},"
                                        + " {'key': 'city', 'match': {'value': 'Oslo'}}, {'key': 'city', 'match': {'value': 'Rome'}}]}}"))
                .containsExactly(1, 2);
    }

    @Test
    void strictModeRefusesFiltersWithoutAnIndexAndLargeLimits() throws Exception {
        JsonNode unindexed = ask("POST", "/collections/c/points/query", """
                {'query': [1, 0], 'using': 'dense', 'filter': {'must': [{'key': 'n', 'range': {'gt': 1}}]}}""");
        JsonNode tooMany =
                ask("POST", "/collections/c/points/query", "{'query': [1, 0], 'using': 'dense', 'limit': 5}");

        assertThat(unindexed.at("/status/error").asText()).contains("Index required but not found for \"n\"");
        assertThat(tooMany.at("/status/error").asText()).contains("Limit exceeded 5 > 4");
    }

    @Test
    void scrollsPageByPageAndCounts() throws Exception {
        JsonNode first = ask("POST", "/collections/c/points/scroll", "{'limit': 2}");
        JsonNode second = ask("POST", "/collections/c/points/scroll", "{'limit': 2, 'offset': 3}");

        assertThat(ids(first.at("/result/points"))).containsExactly(1, 2);
        assertThat(first.at("/result/next_page_offset").asInt()).isEqualTo(3);
        assertThat(ids(second.at("/result/points"))).containsExactly(3);
        assertThat(second.at("/result/next_page_offset").isNull()).isTrue();
        assertThat(ask("POST", "/collections/c/points/count", "{'exact': true}")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void anUpsertWithOneWrongVectorChangesNothing() throws Exception {
        JsonNode refused = ask("PUT", "/collections/c/points?wait=true", """
                {'points': [{'id': 4, 'vector': {'dense': [1, 0]}}, {'id': 5, 'vector': {'dense': [1, 0, 0]}}]}""");

        assertThat(refused.at("/status/error").asText()).contains("expected dim: 2, got 3");
        assertThat(ask("POST", "/collections/c/points/count", "{'exact': true}")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void changesOfAliasesCountTogetherOrNotAtAll() throws Exception {
        ask("PUT", "/collections/d", "{'sparse_vectors': {'words': {}}}");
        ask(
                "POST",
                "/collections/aliases",
                "{'actions': [{'create_alias': {'alias_name': 'a', 'collection_name': 'c'}}]}");

        JsonNode refused = ask("POST", "/collections/aliases", """
                {'actions': [{'delete_alias': {'alias_name': 'a'}},
                 {'create_alias': {'alias_name': 'a', 'collection_name': 'unknown'}}]}""");
        assertThat(refused.at("/status/error").asText()).contains("unknown");
        assertThat(qdrant.aliased("a")).isEqualTo("c");

        ask("POST", "/collections/aliases", """
                {'actions': [{'delete_alias': {'alias_name': 'a'}},
                 {'create_alias': {'alias_name': 'a', 'collection_name': 'd'}}]}""");
        assertThat(qdrant.aliased("a")).isEqualTo("d");
        assertThat(ask("PUT", "/collections/a", "{}").at("/status/error").asText())
                .contains("already exists");
    }

    @Test
    void aSnapshotIsRestoredOnlyWithItsChecksum() throws Exception {
        JsonNode snapshot =
                ask("POST", "/collections/c/snapshots?wait=true", null).path("result");
        ask("POST", "/collections/c/points/delete?wait=true", "{'points': [1, 2, 3]}");
        String location = "file:///qdrant/snapshots/c/" + snapshot.path("name").asText();

        JsonNode refused = ask(
                "PUT", "/collections/c/snapshots/recover", "{'location': '%s', 'checksum': 'abc'}".formatted(location));
        ask(
                "PUT",
                "/collections/c/snapshots/recover",
                "{'location': '%s', 'checksum': '%s'}"
                        .formatted(location, snapshot.path("checksum").asText()));

        assertThat(refused.at("/status/error").asText()).contains("checksum");
        assertThat(ask("POST", "/collections/c/points/count", "{'exact': true}")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void refusesWhatAnOfficialDocumentDoesNotKnow() throws Exception {
        // 1.19 has dropped it.
        JsonNode removed = ask("POST", "/collections/c/points/search", "{'vector': [1, 0], 'limit': 1}");
        // 1.16 does not know weights yet.
        JsonNode tooNew = ask("POST", "/collections/c/points/query", """
                {'prefetch': [{'query': [1, 0], 'using': 'dense'}], 'query': {'rrf': {'weights': [1.5]}}}""");

        assertThat(removed.at("/status/error").asText()).contains("1.19");
        assertThat(tooNew.at("/status/error").asText()).contains("1.16").doesNotContain("1.18");
        assertThat(qdrant.refused()).hasSize(2);
    }

    @Test
    void anOrderedAnswerDoesNotHideThatTheRequestWasWrong() throws Exception {
        qdrant.failOnce("/points/query", FakeQdrant.Reply.error(503, "busy"));
        JsonNode wrong = ask("POST", "/collections/c/points/query", "{'query': [1, 0], 'limit': 'many'}");
        JsonNode ordered =
                ask("POST", "/collections/c/points/query", "{'query': [1, 0], 'using': 'dense', 'limit': 1}");
        qdrant.always(FakeQdrant.Reply.error(503, "down"));
        JsonNode wrongAgain = ask("POST", "/collections/c/points/query", "{'query': [1, 0], 'limit': 'many'}");

        assertThat(wrong.at("/status/error").asText()).contains("Format error");
        assertThat(ordered.at("/status/error").asText()).isEqualTo("busy");
        assertThat(wrongAgain.at("/status/error").asText()).contains("Format error");
        assertThat(qdrant.refused()).hasSize(2);
    }

    @Test
    void everyNumberOfALongRowIsLookedAt() throws Exception {
        for (String wrong : List.of("-1", "2.5")) {
            String indices = IntStream.range(0, 40)
                    .mapToObj(i -> i == 33 ? wrong : "" + i)
                    .collect(joining(","));
            String values = IntStream.range(0, 40).mapToObj(i -> "0.5").collect(joining(","));
            JsonNode answer = ask("PUT", "/collections/c/points?wait=true", """
                    {'points': [{'id': 9, 'vector': {'words': {'indices': [%s], 'values': [%s]}}}]}""".formatted(indices, values));
            assertThat(answer.at("/status/error").asText()).as(wrong).contains("Format error");
        }
        String dense =
                IntStream.range(0, 40).mapToObj(i -> i == 33 ? "'x'" : "0.5").collect(joining(","));
        assertThat(ask("POST", "/collections/c/points/query", "{'query': [%s], 'limit': 1}".formatted(dense))
                        .at("/status/error")
                        .asText())
                .contains("Format error");
    }

    private List<Integer> found(String filter) throws Exception {
        return ids(ask("POST", "/collections/c/points/scroll", "{'limit': 4, 'filter': " + filter + "}")
                .at("/result/points"));
    }

    private static List<Integer> ids(JsonNode points) {
        List<Integer> ids = new ArrayList<>();
        points.forEach(point -> ids.add(point.path("id").asInt()));
        return ids;
    }

    private static List<Double> scores(JsonNode answer) {
        List<Double> scores = new ArrayList<>();
        answer.at("/result/points")
                .forEach(point -> scores.add(point.path("score").asDouble()));
        return scores;
    }

    private JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher sent = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
        HttpRequest request = HttpRequest.newBuilder(URI.create(qdrant.url() + path))
                .method(method, sent)
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
