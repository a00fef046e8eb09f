package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.Optional;

/**
 * Who asks for something and from which address, as security events tell it. Whether he may is decided before.
 *
 * @param caller empty when nobody is logged in
 * @param address the caller's IP address as the outermost trusted proxy saw it; empty when there was no request
 */
public record Origin(Optional<Caller> caller, String address) {
    private static final Origin ENGINE = of(Caller.engine(), "");

    public static Origin of(Caller caller, String address) {
        return new Origin(Optional.of(caller), address);
    }

    /** Somebody who is not logged in. */
    public static Origin stranger(String address) {
        return new Origin(Optional.empty(), address);
    }

    /** The engine itself. */
    public static Origin engine() {
        return ENGINE;
    }

    String actor() {
        return caller.map(Caller::actor).orElse("unknown");
    }

    /** The caller's own account, as security events name it. */
    String target() {
        return AccountNames.target(caller.map(Caller::name).orElse(""));
    }

    /** @throws PermanentException when nobody has logged in, or a program uses an API key */
    Caller person() {
        Caller known = caller.orElseThrow(
                () -> new PermanentException(ErrorCode.UNAUTHENTICATED, "This is for accounts that have logged in."));
        if (!known.isPerson()) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "An API key cannot do this; log in with name and password.");
        }
        return known;
    }

    /** @throws PermanentException for an API key: one that leaks must not make itself accounts and passwords that last */
    void refuseKey() {
        if (caller.filter(known -> known.kind() == Caller.Kind.API_KEY).isPresent()) {
            person();
        }
    }

    /** The same request after its sender has proven who he is. */
    Origin as(Caller proven) {
        return of(proven, address);
    }
}
