package io.aiworkflow.knowledge;

import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Reads what routes and callers give with a search or a document: lists as such or as text with commas, times as RFC
 * 3339 text. What is null, blank or empty counts as not given.
 */
final class GivenValues {
    private static final int MOST = 100;

    private GivenValues() {}

    static List<String> texts(String field, Object given) {
        List<String> texts = split(field, given).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        if (texts.size() > MOST) {
            throw invalid(field, "has more than %d entries".formatted(MOST));
        }
        return texts;
    }

    private static List<String> split(String field, Object given) {
        if (given == null) {
            return List.of();
        }
        if (given instanceof String text) {
            return Arrays.asList(text.split(","));
        }
        if (given instanceof Collection<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw invalid(field, "must be a list of texts, or a text with commas");
    }

    static List<UUID> ids(String field, Object given) {
        return texts(field, given).stream().map(text -> id(field, text)).toList();
    }

    private static UUID id(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw invalid(field, "must hold ids of documents, which are UUIDs");
        }
    }

    /** @return null when nothing is given */
    static Instant time(String field, Object given) {
        if (given == null || given instanceof String text && text.isBlank()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(given.toString().strip()).toInstant();
        } catch (DateTimeException e) {
            throw invalid(field, "must be a time such as 2026-05-01T00:00:00Z");
        }
    }

    /** True only when it is given as such, or as that word. */
    static boolean flag(String field, Object given) {
        if (given instanceof Boolean flag) {
            return flag;
        }
        if (given == null || given instanceof String text && (text.isBlank() || text.equals("false"))) {
            return false;
        }
        if (given.equals("true")) {
            return true;
        }
        throw invalid(field, "must be true or false");
    }

    static InvalidInput invalid(String field, String what) {
        return new InvalidInput("'%s' %s".formatted(field, what), List.of(new FieldError("/" + field, what)));
    }
}
