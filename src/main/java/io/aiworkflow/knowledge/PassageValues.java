package io.aiworkflow.knowledge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A passage as the plain values that travel through routes and to callers. */
final class PassageValues {
    private PassageValues() {}

    static Map<String, Object> write(Passage passage) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("document", passage.name());
        values.put("documentId", passage.document().toString());
        values.put("collection", passage.collection());
        values.put("title", passage.title());
        values.put("heading", passage.heading());
        if (passage.page() != null) {
            values.put("page", passage.page());
        }
        values.put("passage", passage.text());
        values.put("score", Math.round(passage.score() * 10_000) / 10_000.0);
        values.put("start", passage.start());
        values.put("end", passage.end());
        return values;
    }

    static Passage read(Map<String, Object> values) {
        return new Passage(
                UUID.fromString(text(values, "documentId")),
                text(values, "collection"),
                text(values, "document"),
                text(values, "title"),
                text(values, "heading"),
                values.get("page") instanceof Number page ? page.intValue() : null,
                number(values, "start").intValue(),
                number(values, "end").intValue(),
                text(values, "passage"),
                number(values, "score").doubleValue());
    }

    private static String text(Map<String, Object> values, String name) {
        return (String) values.get(name);
    }

    private static Number number(Map<String, Object> values, String name) {
        return (Number) values.get(name);
    }
}
