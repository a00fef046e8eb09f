package io.aiworkflow.testsupport.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The conditions of Qdrant that the fake understands. Anything else is an error, never a pass. */
final class FakeFilter {
    private FakeFilter() {}

    static boolean passes(JsonNode filter, FakeCollection.Point point) {
        return list(filter, "must").stream().allMatch(condition -> holds(condition, point))
                && list(filter, "must_not").stream().noneMatch(condition -> holds(condition, point))
                && (!has(filter, "should")
                        || list(filter, "should").stream().anyMatch(condition -> holds(condition, point)))
                && (!has(filter, "min_should") || enough(filter.path("min_should"), point));
    }

    /** The payload fields that a filter looks at. */
    static Set<String> fields(JsonNode node) {
        Set<String> fields = new HashSet<>();
        if (node.has("key")) {
            fields.add(node.path("key").asText());
        }
        node.forEach(child -> fields.addAll(fields(child)));
        return fields;
    }

    private static boolean enough(JsonNode minShould, FakeCollection.Point point) {
        long holding = list(minShould, "conditions").stream()
                .filter(condition -> holds(condition, point))
                .count();
        return holding >= minShould.path("min_count").asInt();
    }

    private static boolean holds(JsonNode condition, FakeCollection.Point point) {
        if (condition.has("has_id")) {
            for (JsonNode id : condition.path("has_id")) {
                if (id.asText().equals(point.id().asText())) {
                    return true;
                }
            }
            return false;
        }
        if (!condition.has("key")) {
            if (!has(condition, "must") && !has(condition, "should") && !has(condition, "must_not")) {
                throw new FakeFailure(400, "Bad request: the fake does not imitate this condition: " + condition);
            }
            return passes(condition, point);
        }
        for (JsonNode value : values(point.payload().path(condition.path("key").asText()))) {
            if (fits(condition, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(JsonNode condition, JsonNode value) {
        JsonNode match = condition.path("match");
        if (match.has("value")) {
            return match.path("value").equals(value)
                    || match.path("value").isNumber()
                            && value.isNumber()
                            && match.path("value").asDouble() == value.asDouble();
        }
        if (match.has("any")) {
            return contains(match.path("any"), value);
        }
        if (match.has("except")) {
            return !contains(match.path("except"), value);
        }
        if (condition.path("range").isObject()) {
            return isWithin(condition.path("range"), value);
        }
        throw new FakeFailure(400, "Bad request: the fake does not imitate this condition: " + condition);
    }

    private static boolean contains(JsonNode array, JsonNode value) {
        for (JsonNode each : array) {
            if (each.asText().equals(value.asText())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithin(JsonNode range, JsonNode value) {
        return bound(range, "lt", value) < 0
                && bound(range, "gt", value) > 0
                && bound(range, "lte", value) <= 0
                && bound(range, "gte", value) >= 0;
    }

    /** How a value compares with a bound; a bound that is not given is always kept. */
    private static int bound(JsonNode range, String name, JsonNode value) {
        JsonNode bound = range.path(name);
        if (bound.isMissingNode() || bound.isNull()) {
            return name.startsWith("l") ? -1 : 1;
        }
        return bound.isNumber()
                ? Double.compare(value.asDouble(), bound.asDouble())
                : Instant.parse(value.asText()).compareTo(Instant.parse(bound.asText()));
    }

    private static List<JsonNode> values(JsonNode value) {
        List<JsonNode> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(values::add);
        } else if (!value.isMissingNode() && !value.isNull()) {
            values.add(value);
        }
        return values;
    }

    private static boolean has(JsonNode filter, String part) {
        return filter.hasNonNull(part);
    }

    /** A single condition may stand for a list of one. */
    private static List<JsonNode> list(JsonNode filter, String part) {
        return values(filter.path(part));
    }
}
