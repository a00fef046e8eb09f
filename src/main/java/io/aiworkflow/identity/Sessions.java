package io.aiworkflow.identity;

import io.aiworkflow.platform.UuidV7;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/** Gives out access tokens together with the refresh tokens that renew them. */
@Component
class Sessions {
    private final JdbcSessions store;
    private final AccessTokens tokens;
    private final SecondFactorRule rule;

    Sessions(JdbcSessions store, AccessTokens tokens, SecondFactorRule rule) {
        this.store = store;
        this.tokens = tokens;
        this.rule = rule;
    }

    /** Begins a family; empty when the account is not active. */
    Optional<Session> open(UUID account) {
        return issue((hash, access) -> store.open(account, UuidV7.next(), hash, access));
    }

    /** Continues a family; empty when the refresh token does not count. */
    Optional<Session> rotate(String refreshToken) {
        byte[] used = OpaqueToken.hash(refreshToken);
        return issue((hash, access) -> store.rotate(used, hash, access));
    }

    /** What a refresh token belongs to that was not accepted. */
    Optional<JdbcSessions.Trace> trace(String refreshToken) {
        return store.trace(OpaqueToken.hash(refreshToken));
    }

    /** Ends the family of a refresh token that was used twice, and the access tokens of its account. */
    void endStolen(UUID family) {
        store.endStolen(family);
    }

    private Optional<Session> issue(BiFunction<byte[], UUID, Optional<JdbcSessions.Issue>> write) {
        String refreshToken = OpaqueToken.make(OpaqueToken.REFRESH);
        UUID access = UuidV7.next();
        return write.apply(OpaqueToken.hash(refreshToken), access).map(issue -> {
            Account account = issue.account();
            Caller caller = Caller.ofToken(account.id(), account.name(), rule.roleOf(account), access);
            AccessTokens.Issued issued = tokens.issue(caller, issue.issuedAt());
            return new Session(
                    caller,
                    account,
                    issued.token(),
                    issued.expiresAt(),
                    refreshToken,
                    issue.refreshExpiresAt(),
                    rule.isMissing(account));
        });
    }
}
