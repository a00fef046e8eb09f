package io.aiworkflow.identity;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Reports each action once: what succeeds as the last statement of its transaction, since the events of all processes
 * stand in one line; what is refused after it.
 */
@Component
class EventReporter {
    /** The engine would not do it, whoever asked; all others are mistakes or attacks. */
    private static final Set<ErrorCode> DENIALS = EnumSet.of(
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.FORBIDDEN,
            ErrorCode.ACCOUNT_NOT_ACTIVE,
            ErrorCode.SECOND_FACTOR_REQUIRED,
            ErrorCode.PASSWORD_CHANGE_REQUIRED,
            ErrorCode.REGISTRATION_CLOSED,
            ErrorCode.LAST_ADMIN,
            ErrorCode.STATE_CONFLICT,
            ErrorCode.SIGNING_KEYS_ELSEWHERE,
            ErrorCode.TOO_MANY_ATTEMPTS,
            ErrorCode.OVERLOADED);

    private final SecurityEvents events;

    EventReporter(SecurityEvents events) {
        this.events = events;
    }

    /** Does something that reports its own success; when it is refused, the refusal is the event. */
    <T> T reporting(Type type, Origin by, String target, Supplier<T> action) {
        try {
            return action.get();
        } catch (EngineException refused) {
            refusal(type, by, target, refused);
            throw refused;
        }
    }

    void success(Type type, Origin by, String target, Map<String, String> details) {
        events.record(new SecurityEvent(type, by.actor(), target, by.address(), Outcome.SUCCESS, details));
    }

    /** Something was tried that must not be. */
    void denied(Type type, Origin by, String target, Map<String, String> details) {
        events.record(new SecurityEvent(type, by.actor(), target, by.address(), Outcome.DENIED, details));
    }

    private void refusal(Type type, Origin by, String target, EngineException refused) {
        Outcome outcome = DENIALS.contains(refused.code()) ? Outcome.DENIED : Outcome.FAILURE;
        String reason = refused.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
        try {
            events.record(new SecurityEvent(type, by.actor(), target, by.address(), outcome, Map.of("reason", reason)));
        } catch (RuntimeException lost) {
            // The caller is refused in any case, and sees why.
            refused.addSuppressed(lost);
        }
    }
}
