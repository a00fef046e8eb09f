package io.aiworkflow.testsupport.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A collection of the fake: points, payload indexes, strict mode, and searches that look at every point. */
final class FakeCollection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_LIMIT = 10;
    private static final int DEFAULT_RRF_K = 2;

    final ObjectNode config;
    final ObjectNode indexes = JSON.createObjectNode();
    final TreeMap<String, Point> points = new TreeMap<>();

    /** @param dense cosine vectors by name, made unit length as the server does */
    record Point(JsonNode id, Map<String, float[]> dense, Map<String, JsonNode> sparse, JsonNode payload) {}

    record Scored(Point point, double score) {}

    FakeCollection(ObjectNode config) {
        this.config = config;
    }

    FakeCollection copy() {
        FakeCollection copy = new FakeCollection(config.deepCopy());
        copy.indexes.setAll(indexes);
        copy.points.putAll(points);
        return copy;
    }

    void upsert(JsonNode given) {
        Map<String, float[]> dense = new HashMap<>();
        Map<String, JsonNode> sparse = new HashMap<>();
        given.path("vector").fields().forEachRemaining(vector -> {
            if (config.path("sparse_vectors").has(vector.getKey())) {
                checkSparse(vector.getValue());
                sparse.put(vector.getKey(), vector.getValue());
            } else {
                dense.put(vector.getKey(), unit(numbers(vector.getKey(), vector.getValue())));
            }
        });
        JsonNode id = given.path("id");
        points.put(id.asText(), new Point(id, dense, sparse, given.path("payload")));
    }

    void delete(JsonNode request) {
        if (request.has("points")) {
            request.path("points").forEach(id -> points.remove(id.asText()));
            return;
        }
        JsonNode filter = request.path("filter");
        checkFilter(filter, "unindexed_filtering_update");
        points.values().removeIf(point -> FakeFilter.passes(filter, point));
    }

    List<Point> matching(JsonNode filter) {
        checkFilter(filter, "unindexed_filtering_retrieve");
        return points.values().stream()
                .filter(point -> FakeFilter.passes(filter, point))
                .toList();
    }

    ObjectNode scroll(JsonNode request) {
        int limit = limit(request);
        String offset = request.path("offset").asText("");
        List<Point> from = matching(request.path("filter")).stream()
                .filter(point -> point.id().asText().compareTo(offset) >= 0)
                .toList();
        ObjectNode result = JSON.createObjectNode();
        ArrayNode page = result.putArray("points");
        from.stream().limit(limit).forEach(point -> page.add(shown(point, request, true)));
        result.set("next_page_offset", from.size() > limit ? from.get(limit).id() : JSON.nullNode());
        return result;
    }

    ObjectNode query(JsonNode request) {
        ObjectNode result = JSON.createObjectNode();
        ArrayNode found = result.putArray("points");
        for (Scored hit : search(request)) {
            found.add(shown(hit.point(), request, false).put("version", 0).put("score", hit.score()));
        }
        return result;
    }

    ObjectNode shown(Point point, JsonNode request, boolean payloadByDefault) {
        ObjectNode shown = JSON.createObjectNode();
        shown.set("id", point.id());
        JsonNode wanted = request.path("with_payload");
        if (wanted.isArray()) {
            ObjectNode some = shown.putObject("payload");
            wanted.forEach(name -> {
                if (point.payload().has(name.asText())) {
                    some.set(name.asText(), point.payload().get(name.asText()));
                }
            });
        } else if (wanted.asBoolean(payloadByDefault)) {
            shown.set("payload", point.payload());
        }
        if (request.path("with_vector").isArray()) {
            ObjectNode vectors = shown.putObject("vector");
            request.path("with_vector").forEach(name -> {
                if (point.dense().containsKey(name.asText())) {
                    vectors.set(name.asText(), JSON.valueToTree(point.dense().get(name.asText())));
                }
            });
        }
        return shown;
    }

    private List<Scored> search(JsonNode request) {
        JsonNode query = request.path("query");
        List<Scored> ranked;
        if (request.has("prefetch")) {
            List<List<Scored>> rankings = new ArrayList<>();
            JsonNode prefetch = request.path("prefetch");
            if (prefetch.isArray()) {
                prefetch.forEach(each -> rankings.add(search(each)));
            } else {
                rankings.add(search(prefetch));
            }
            ranked = fused(rankings, query);
        } else if (query.isArray()) {
            ranked = dense(request);
        } else if (query.has("indices")) {
            ranked = sparse(request);
        } else {
            throw new FakeFailure(400, "Bad request: the fake does not imitate this query: " + query);
        }
        return ranked.stream()
                .sorted(Comparator.comparingDouble((Scored hit) -> -hit.score()))
                .limit(limit(request))
                .toList();
    }

    private List<Scored> dense(JsonNode request) {
        String name = request.path("using").asText("");
        float[] wanted = unit(numbers(name, request.path("query")));
        if (strict("search_allow_exact", true).equals("false")
                && request.at("/params/exact").asBoolean()) {
            throw new FakeFailure(400, "Bad request: Exact search is disabled");
        }
        List<Scored> hits = new ArrayList<>();
        for (Point point : matching(request.path("filter"))) {
            if (point.dense().containsKey(name)) {
                hits.add(new Scored(point, dot(wanted, point.dense().get(name))));
            }
        }
        return hits;
    }

    private List<Scored> sparse(JsonNode request) {
        String name = request.path("using").asText("");
        if (!config.path("sparse_vectors").has(name)) {
            throw new FakeFailure(400, "Wrong input: Not existing vector name error: " + name);
        }
        JsonNode query = request.path("query");
        checkSparse(query);
        Map<Long, Double> weights = new HashMap<>();
        for (int i = 0; i < query.path("indices").size(); i++) {
            long index = query.path("indices").get(i).asLong();
            weights.put(index, query.path("values").get(i).asDouble() * rarity(name, index));
        }
        List<Scored> hits = new ArrayList<>();
        for (Point point : matching(request.path("filter"))) {
            double score = 0;
            boolean shared = false;
            JsonNode vector = point.sparse().get(name);
            for (int i = 0; vector != null && i < vector.path("indices").size(); i++) {
                Double weight = weights.get(vector.path("indices").get(i).asLong());
                shared |= weight != null;
                score += weight == null
                        ? 0
                        : weight * vector.path("values").get(i).asDouble();
            }
            if (shared) {
                hits.add(new Scored(point, score));
            }
        }
        return hits;
    }

    /** The factor of the modifier idf, else 1. */
    private double rarity(String name, long index) {
        if (!config.at("/sparse_vectors/" + name + "/modifier").asText().equals("idf")) {
            return 1;
        }
        long all = 0;
        long having = 0;
        for (Point point : points.values()) {
            JsonNode vector = point.sparse().get(name);
            all += vector == null ? 0 : 1;
            having += vector != null && has(vector, index) ? 1 : 0;
        }
        return Math.log(1 + (all - having + 0.5) / (having + 0.5));
    }

    private static boolean has(JsonNode vector, long index) {
        for (JsonNode each : vector.path("indices")) {
            if (each.asLong() == index) {
                return true;
            }
        }
        return false;
    }

    /** As the server computes it: 1 / ((position + 1) / weight + k - 1), positions from 0. */
    private static List<Scored> fused(List<List<Scored>> rankings, JsonNode query) {
        if (!query.path("fusion").asText().equals("rrf") && !query.has("rrf")) {
            throw new FakeFailure(400, "Bad request: the fake does not imitate this fusion: " + query);
        }
        int k = query.at("/rrf/k").asInt(DEFAULT_RRF_K);
        JsonNode weights = query.at("/rrf/weights");
        if (weights.isArray() && weights.size() != rankings.size()) {
            throw new FakeFailure(400, "Bad request: RRF weights length does not match the number of prefetches");
        }
        Map<Point, Double> scores = new java.util.LinkedHashMap<>();
        for (int source = 0; source < rankings.size(); source++) {
            double weight = weights.isArray() ? weights.get(source).asDouble() : 1;
            for (int position = 0; position < rankings.get(source).size(); position++) {
                double score = 1 / ((position + 1) / weight + k - 1);
                scores.merge(rankings.get(source).get(position).point(), score, Double::sum);
            }
        }
        List<Scored> fused = new ArrayList<>();
        scores.forEach((point, score) -> fused.add(new Scored(point, score)));
        return fused;
    }

    private int limit(JsonNode request) {
        int limit = request.path("limit").asInt(DEFAULT_LIMIT);
        String most = strict("max_query_limit", Integer.MAX_VALUE);
        if (limit > Integer.parseInt(most)) {
            throw new FakeFailure(400, "Bad request: Limit exceeded %d > %s for \"limit\"".formatted(limit, most));
        }
        return limit;
    }

    private void checkFilter(JsonNode filter, String allowed) {
        if (strict(allowed, true).equals("false")) {
            for (String field : FakeFilter.fields(filter)) {
                if (!indexes.has(field)) {
                    throw new FakeFailure(400, "Bad request: Index required but not found for \"%s\"".formatted(field));
                }
            }
        }
    }

    private String strict(String setting, Object otherwise) {
        JsonNode strict = config.path("strict_mode_config");
        return strict.path("enabled").asBoolean()
                ? strict.path(setting).asText(otherwise.toString())
                : otherwise.toString();
    }

    private float[] numbers(String name, JsonNode array) {
        JsonNode size = config.path("vectors").path(name).path("size");
        if (size.isMissingNode()) {
            throw new FakeFailure(400, "Wrong input: Not existing vector name error: " + name);
        }
        if (size.asInt() != array.size()) {
            throw new FakeFailure(
                    400,
                    "Wrong input: Vector dimension error: expected dim: %d, got %d"
                            .formatted(size.asInt(), array.size()));
        }
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isNumber()) {
                throw new FakeFailure(400, "Format error in JSON body: not a number");
            }
            numbers[i] = array.get(i).floatValue();
        }
        return numbers;
    }

    private static void checkSparse(JsonNode vector) {
        Set<Long> indices = new HashSet<>();
        vector.path("indices").forEach(index -> indices.add(index.asLong()));
        if (indices.size() != vector.path("indices").size()
                || indices.size() != vector.path("values").size()) {
            throw new FakeFailure(422, "Validation error in JSON body: [indices: must be unique, as many as values]");
        }
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        float[] unit = vector.clone();
        for (int i = 0; length > 0 && i < unit.length; i++) {
            unit[i] /= (float) length;
        }
        return unit;
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
