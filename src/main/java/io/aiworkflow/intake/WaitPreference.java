package io.aiworkflow.intake;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code wait=SECONDS} wish of a {@code Prefer} header (RFC 7240); other preferences are ignored. */
final class WaitPreference {
    private static final Pattern WAIT =
            Pattern.compile("(?i)(?:^|[,;])\\s*wait\\s*=\\s*\"?([^,;\"]*)\"?\\s*(?=$|[,;])");
    private static final int MAX_DIGITS = 9;

    private WaitPreference() {}

    /** @param prefer the header, or null */
    static Optional<Duration> of(String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String seconds = matcher.group(1).strip();
        if (seconds.isEmpty()
                || seconds.length() > MAX_DIGITS
                || !seconds.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_REQUEST, "Prefer: wait needs a whole number of seconds, such as wait=10");
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
    }
}
