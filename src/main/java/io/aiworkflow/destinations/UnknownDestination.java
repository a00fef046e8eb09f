package io.aiworkflow.destinations;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** A route was to send to a name that is not in the table, so nothing was sent. It does not tell the other names. */
public final class UnknownDestination extends PermanentException implements EffectNotMade {
    private static final long serialVersionUID = 1L;
    private static final int MOST_SHOWN = 40;

    /** @param given what came instead of a name */
    UnknownDestination(Object given) {
        super(ErrorCode.WORKFLOW_FAILED, message(given));
    }

    private static String message(Object given) {
        return given instanceof CharSequence text
                ? "there is no destination '%s', so nothing was sent; whoever runs the engine sets engine.destinations.NAME.uri"
                        .formatted(shown(text))
                : "a destination is named by a text, and there is %s; nothing was sent"
                        .formatted(
                                given == null ? "none" : "a " + given.getClass().getSimpleName());
    }

    /** It may come from anybody and is read in logs and pages, so only harmless characters are left of it. */
    private static String shown(CharSequence text) {
        boolean whole = text.length() <= MOST_SHOWN;
        String beginning = text.subSequence(0, whole ? text.length() : MOST_SHOWN)
                .toString()
                .replaceAll("[^A-Za-z0-9 ._:/@-]", "?");
        return whole ? beginning : beginning + "…";
    }
}
