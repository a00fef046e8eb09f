package io.aiworkflow.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.Redaction;
import io.aiworkflow.platform.StrictJson;

/** JSON as text for people: no longer than they read, and without secrets. */
final class ShownJson {
    /** Of what is shown; more is read, so that no secret is cut before it is recognised. */
    static final int LONGEST = 2000;

    static final int READ = 4 * LONGEST;

    private static final String CUT = "…";

    private ShownJson() {}

    /** Null when there is none. */
    static String of(JsonNode json) {
        return json == null || json.isMissingNode() ? null : shown(pretty(json));
    }

    /**
     * The body that a step has left.
     *
     * @param stored the beginning of its stored output; may be null
     */
    static String ofStep(String stored) {
        if (stored == null) {
            return null;
        }
        try {
            JsonNode body = StrictJson.parseStored(stored).path("body");
            JsonNode bytes = body.path("bytes");
            if (bytes.isTextual()) {
                return "%d bytes".formatted(bytes.textValue().length() / 4 * 3);
            }
            return shown(pretty(body.path("json")));
        } catch (JsonProcessingException e) {
            // Only its beginning was read.
            return shown(stored.replaceFirst("^\\{\"body\":\\s*\\{\"json\":\\s*", "") + CUT);
        }
    }

    private static String pretty(JsonNode json) {
        String text = json.isTextual() ? json.textValue() : json.toPrettyString();
        return text.length() <= READ ? text : text.substring(0, READ) + CUT;
    }

    private static String shown(String text) {
        String clean = Redaction.clean(text);
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + CUT;
    }
}
