package io.aiworkflow.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.identity.TokenCheck.Reason;
import io.aiworkflow.identity.TokenCheck.Refused;
import io.aiworkflow.platform.UserRole;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes and checks access tokens: JSON Web Tokens that are signed with HS256 and nothing else. Looking at one costs no
 * database access.
 */
@Component
public class AccessTokens {
    /** How far the clocks of two machines may be apart. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final int LONGEST = 4096;
    private static final int MOST_PROVEN = 2_000;
    private static final String USE = "use";
    private static final String ACCESS = "access";
    private static final String NAME = "name";
    private static final String ROLE = "role";

    /** When it was issued, in microseconds: a second is too coarse to tell what came before the end of all sessions. */
    private static final String ISSUED = "iat_us";

    /**
     * A caller shows the same token with each request, and reading it costs more than all else that is looked at. Time,
     * key and revocation are looked at with each of them.
     */
    private final Cache<String, Proven> proven =
            Caffeine.newBuilder().maximumSize(MOST_PROVEN).build();

    private final SigningKeys keys;
    private final Revocations revocations;
    private final TokenProperties properties;
    private final Clock clock;

    @Autowired
    AccessTokens(SigningKeys keys, Revocations revocations, TokenProperties properties) {
        this(keys, revocations, properties, Clock.systemUTC());
    }

    AccessTokens(SigningKeys keys, Revocations revocations, TokenProperties properties, Clock clock) {
        this.keys = keys;
        this.revocations = revocations;
        this.properties = properties;
        this.clock = clock;
    }

    /** A token that was made. */
    record Issued(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Issued[expiresAt=%s]".formatted(expiresAt);
        }
    }

    /**
     * Whether the token counts, and for whom. The caller's kind is {@code TOKEN}; see {@link Caller#inSession}.
     *
     * @throws TransientException {@code DATABASE_UNAVAILABLE} when it cannot be known whether it was revoked
     */
    public TokenCheck verify(String token) {
        if (token == null || token.length() > LONGEST) {
            return new Refused(Reason.MALFORMED);
        }
        Proven known = proven.getIfPresent(token);
        // A key that was dropped takes with it what it has signed.
        if (known != null
                && keys.find(known.key().kid()).filter(known.key()::equals).isPresent()) {
            return check(known.claims());
        }
        try {
            JWT jwt = JWTParser.parse(token);
            if (!(jwt instanceof SignedJWT signed)
                    || !JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm())) {
                return new Refused(Reason.ALGORITHM);
            }
            Optional<SigningKey> key =
                    Optional.ofNullable(signed.getHeader().getKeyID()).flatMap(keys::find);
            if (key.isEmpty()) {
                return new Refused(Reason.UNKNOWN_KEY);
            }
            if (!key.get().verifier().verify(signed.getHeader(), signed.getSigningInput(), signed.getSignature())) {
                return new Refused(Reason.SIGNATURE);
            }
            return check(token, key.get(), signed);
        } catch (ParseException | IllegalArgumentException e) {
            return new Refused(Reason.MALFORMED);
        } catch (JOSEException e) {
            return new Refused(Reason.SIGNATURE);
        }
    }

    /** @param issuedAt by the database's clock */
    Issued issue(Caller caller, Instant issuedAt) {
        Instant from = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        Instant until = from.plus(properties.accessLife());
        SigningKey key = keys.signing();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.kid())
                .build();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(properties.issuer())
                .audience(properties.audience())
                .subject(caller.accountId().toString())
                .jwtID(caller.tokenId())
                .issueTime(Date.from(from))
                .notBeforeTime(Date.from(from))
                .expirationTime(Date.from(until))
                .claim(USE, ACCESS)
                .claim(NAME, caller.name())
                .claim(ROLE, caller.role().wireName())
                .claim(ISSUED, ChronoUnit.MICROS.between(Instant.EPOCH, issuedAt))
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed with the key " + key.kid(), e);
        }
        return new Issued(token.serialize(), until);
    }

    /** The signature is right, so only the engine or a mistake can have made what is refused here. */
    private TokenCheck check(String token, SigningKey key, SignedJWT signed) {
        Claims claims;
        try {
            claims = Claims.of(signed.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException e) {
            return new Refused(Reason.CLAIMS);
        }
        proven.put(token, new Proven(key, claims));
        return check(claims);
    }

    private TokenCheck check(Claims claims) {
        Optional<Reason> wrong = wrong(claims);
        if (wrong.filter(reason -> reason != Reason.EXPIRED).isPresent()) {
            return new Refused(wrong.get());
        }
        // Also of one that has expired: an answer that it has begun may still go on.
        if (revocations.isRevoked(claims.id(), claims.account(), claims.issuedAt())) {
            return new Refused(Reason.REVOKED);
        }
        if (wrong.isPresent()) {
            return new Refused(Reason.EXPIRED);
        }
        return new TokenCheck.Valid(
                Caller.ofToken(claims.account(), claims.name(), claims.role(), claims.id()), claims.expiresAt());
    }

    private Optional<Reason> wrong(Claims claims) {
        Instant now = clock.instant();
        if (!properties.issuer().equals(claims.set().getIssuer())) {
            return Optional.of(Reason.ISSUER);
        }
        if (!List.of(properties.audience()).equals(claims.set().getAudience())) {
            return Optional.of(Reason.AUDIENCE);
        }
        if (!ACCESS.equals(claims.set().getClaim(USE))) {
            return Optional.of(Reason.USE);
        }
        if (!claims.expiresAt().plus(SKEW).isAfter(now)) {
            return Optional.of(Reason.EXPIRED);
        }
        Instant latest = now.plus(SKEW);
        if (claims.notBefore().isAfter(latest)
                || claims.set().getIssueTime().toInstant().isAfter(latest)
                || claims.issuedAt().isAfter(latest)) {
            return Optional.of(Reason.NOT_YET_VALID);
        }
        return Optional.empty();
    }

    /** What a token says of which the signature was right, and the key that proved it. */
    private record Proven(SigningKey key, Claims claims) {}

    /** All claims, each of which must be there and have its form. */
    private record Claims(JWTClaimsSet set, UUID id, UUID account, String name, UserRole role, Instant issuedAt) {
        static Claims of(JWTClaimsSet set) throws ParseException {
            boolean complete = set.getIssuer() != null
                    && !set.getAudience().isEmpty()
                    && set.getStringClaim(USE) != null
                    && set.getStringClaim(NAME) != null
                    && set.getStringClaim(ROLE) != null
                    && set.getJWTID() != null
                    && set.getSubject() != null
                    && set.getIssueTime() != null
                    && set.getLongClaim(ISSUED) != null
                    && set.getNotBeforeTime() != null
                    && set.getExpirationTime() != null;
            if (!complete) {
                throw new IllegalArgumentException("a claim is missing");
            }
            return new Claims(
                    set,
                    UUID.fromString(set.getJWTID()),
                    UUID.fromString(set.getSubject()),
                    set.getStringClaim(NAME),
                    UserRole.ofWireName(set.getStringClaim(ROLE)),
                    Instant.EPOCH.plus(set.getLongClaim(ISSUED), ChronoUnit.MICROS));
        }

        Instant notBefore() {
            return set.getNotBeforeTime().toInstant();
        }

        Instant expiresAt() {
            return set.getExpirationTime().toInstant();
        }
    }
}
