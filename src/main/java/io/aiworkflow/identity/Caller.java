package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody whose identity is proven, and what he may do at this moment. It is not the account: its role is lower where a
 * second factor is missing or an API key does not reach further.
 *
 * @param accountId all zeros for the engine itself
 * @param name the account's name, which is never given to another account
 * @param scopes all of them unless it is an API key
 * @param tokenId the id of the access token, the prefix of the API key, or empty
 */
public record Caller(UUID accountId, String name, UserRole role, Set<Scope> scopes, Kind kind, String tokenId) {
    private static final Caller ENGINE =
            new Caller(new UUID(0, 0), "engine", UserRole.ADMIN, Scope.ALL, Kind.ENGINE, "");

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** How the identity was proven. */
    public enum Kind {
        /** An access token in a cookie, which a browser sends by itself. */
        SESSION,
        /** An access token that the caller sends on purpose. */
        TOKEN,
        API_KEY,
        /** Nobody from outside. */
        ENGINE;

        /** The name in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The engine itself, for what no request has asked for. */
    public static Caller engine() {
        return ENGINE;
    }

    /** The owner of an access token. */
    static Caller ofToken(UUID accountId, String name, UserRole role, UUID token) {
        return new Caller(accountId, name, role, Scope.ALL, Kind.TOKEN, token.toString());
    }

    /** The same, whose token came in a cookie. */
    public Caller inSession() {
        return new Caller(accountId, name, role, scopes, Kind.SESSION, tokenId);
    }

    /** Whether the role reaches this far: user, author, operator, admin, each including those before it. */
    public boolean may(UserRole wanted) {
        return role.includes(wanted);
    }

    /** Whether an API key was made for this. */
    public boolean may(Scope wanted) {
        return scopes.contains(wanted) || scopes.contains(Scope.ADMIN);
    }

    /** Whether a person has logged in, in place of a program with a key. */
    public boolean isPerson() {
        return kind == Kind.SESSION || kind == Kind.TOKEN;
    }

    /** The name in security events: the account's, {@code api-key:PREFIX}, or {@code engine}. */
    public String actor() {
        return kind == Kind.API_KEY ? "api-key:" + tokenId : name;
    }
}
