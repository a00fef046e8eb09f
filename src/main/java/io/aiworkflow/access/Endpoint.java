package io.aiworkflow.access;

import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.platform.UserRole;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A door and who may use it.
 *
 * @param method {@code *} for all
 * @param path with variables, such as {@code /api/v1/runs/{id}}
 * @param role the least role; empty when nobody has to log in
 * @param scope what an API key must be good for
 * @param owner what of it a caller sees whose role is below operator
 * @param reported whether using it is a security event in itself, because what stands behind it reports none
 */
record Endpoint(String method, PathPattern path, Optional<UserRole> role, Scope scope, Owner owner, boolean reported) {
    /** Which things a door shows to whom. */
    enum Owner {
        /** The same to everybody who may use the door. */
        NONE,
        /** Only what belongs to the caller; the rest is not there for him. */
        OWN
    }

    static Endpoint anyone(String method, String path) {
        return new Endpoint(method, pattern(path), Optional.empty(), Scope.ADMIN, Owner.NONE, false);
    }

    static Endpoint all(String method, String path, UserRole role, Scope scope) {
        return new Endpoint(method, pattern(path), Optional.of(role), scope, Owner.NONE, false);
    }

    static Endpoint own(String method, String path, Scope scope) {
        return new Endpoint(method, pattern(path), Optional.of(UserRole.USER), scope, Owner.OWN, false);
    }

    Endpoint asReported() {
        return new Endpoint(method, path, role, scope, owner, true);
    }

    boolean matches(String asked, PathContainer at) {
        boolean sameMethod = method.equals("*") || method.equals(asked) || method.equals("GET") && asked.equals("HEAD");
        return sameMethod && path.matches(at);
    }

    boolean admits(Optional<Caller> caller) {
        return role.isEmpty()
                || caller.filter(known -> known.may(role.get()) && known.may(scope))
                        .isPresent();
    }

    private static PathPattern pattern(String path) {
        return PathPatternParser.defaultInstance.parse(path);
    }
}
