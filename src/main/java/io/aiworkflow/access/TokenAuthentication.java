package io.aiworkflow.access;

import io.aiworkflow.identity.AccessTokens;
import io.aiworkflow.identity.ApiKeys;
import io.aiworkflow.identity.TokenCheck;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Proves the identity of a request by its access token or API key. */
@Component
class TokenAuthentication implements AuthenticationManager {
    private static final Authentication STRANGER = new AnonymousAuthenticationToken(
            "stranger", "stranger", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

    private final AccessTokens tokens;
    private final ApiKeys keys;

    TokenAuthentication(AccessTokens tokens, ApiKeys keys) {
        this.tokens = tokens;
        this.keys = keys;
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        String token = ((BearerTokenAuthenticationToken) shown).getToken();
        TokenCheck check = check(token);
        if (check instanceof TokenCheck.Valid valid) {
            return new CallerAuthentication(
                    Requests.cameWithCookie() ? valid.caller().inSession() : valid.caller());
        }
        if (Requests.isLogout()) {
            // The refresh token that comes along says which session is meant.
            return STRANGER;
        }
        throw new InvalidBearerTokenException(
                ((TokenCheck.Refused) check).reason().wireName());
    }

    TokenCheck check(String token) {
        return keys.isShaped(token) ? keys.verify(token) : tokens.verify(token);
    }
}
