package io.aiworkflow.model;

import java.util.List;
import java.util.Locale;

/** Names of models, which people and servers write in several ways. */
final class ModelName {
    private static final String USUAL_TAG = ":latest";
    /** Where Ollama looks for a name that does not say where it belongs. */
    private static final List<String> USUAL_PLACES = List.of("registry.ollama.ai/", "library/");

    private ModelName() {}

    /** Without what goes without saying, except for the tag; this is what servers are sent. */
    static String plain(String name) {
        String plain = name.strip();
        for (String place : USUAL_PLACES) {
            if (plain.regionMatches(true, 0, place, 0, place.length())) {
                plain = plain.substring(place.length());
            }
        }
        return plain;
    }

    /** The one form of all names of a model: with its tag, for what is not tagged is the latest, and in small letters. */
    static String full(String name) {
        String plain = plain(name).toLowerCase(Locale.ROOT);
        boolean tagged = plain.indexOf(':', plain.lastIndexOf('/') + 1) >= 0;
        return tagged ? plain : plain + USUAL_TAG;
    }

    static boolean same(String one, String other) {
        return full(one).equals(full(other));
    }
}
