package io.aiworkflow.platform;

import java.util.Locale;
import java.util.Map;

/**
 * One thing that matters to the safety of the engine.
 *
 * @param actor the account's name, {@code api-key:PREFIX}, {@code engine} for the engine itself, or {@code unknown}
 * @param target what it was done to, such as {@code account:NAME} or {@code route:FILE}; may be empty
 * @param address the caller's address; empty when it came from no request
 * @param details more about it, such as the reason of a refusal; never a secret
 */
public record SecurityEvent(
        Type type, String actor, String target, String address, Outcome outcome, Map<String, String> details) {

    /** How it ended. */
    public enum Outcome {
        SUCCESS,
        FAILURE,
        DENIED;

        /** The name in the database and in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was done or tried. */
    public enum Type {
        LOGIN,
        LOGOUT,
        REGISTER,
        PASSWORD_CHANGE,
        PASSWORD_RESET,
        SECOND_FACTOR_CHANGE,
        TOKEN_REFRESH,
        TOKEN_REUSE,
        TOKEN_REVOKE,
        API_KEY_CREATE,
        API_KEY_REVOKE,
        ACCOUNT_CHANGE,
        ROLE_CHANGE,
        SIGNING_KEY_ROTATE,
        SIGNING_KEY_DROP,
        ADDRESS_BLOCK,
        ADDRESS_UNBLOCK,
        ACCESS_DENIED,
        ROUTE_LOAD,
        ROUTE_REFUSE,
        ADMIN_ACTION,
        CONSOLE_ACTION;

        /** The name in the database and in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
