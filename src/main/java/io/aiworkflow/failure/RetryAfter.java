package io.aiworkflow.failure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads the header {@code Retry-After} of another system's answer. */
public final class RetryAfter {
    /** Who asks for more is asked again all the same: a mistake there must not end the work here. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /**
     * @param header seconds or an HTTP date; may be null
     * @return null when it is absent, unreadable or past; an hour at most
     */
    public static Duration parse(String header, Instant now) {
        if (header == null) {
            return null;
        }
        Duration wait;
        try {
            String text = header.strip();
            wait = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
        if (wait.isNegative()) {
            return null;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
