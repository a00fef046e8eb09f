package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.aiworkflow.identity.TokenCheck.Reason;
import io.aiworkflow.platform.UserRole;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionOperations;

class AccessTokensTest {
    private static final String SECRET = OpaqueToken.random();
    private static final String KID = SigningKey.kid(SECRET);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final TokenProperties properties = new TokenProperties(
            SECRET, List.of(), "HS256", 15, "the issuer", "the audience", Duration.ofDays(30), Duration.ofDays(7));
    private final Map<UUID, Duration> revoked = new HashMap<>();
    private final AccessTokens tokens = tokens();
    private final Caller ann = Caller.ofToken(UUID.randomUUID(), "ann", UserRole.OPERATOR, UUID.randomUUID());

    @Test
    void aTokenNamesItsOwnerUntilItExpires() {
        AccessTokens.Issued issued = tokens.issue(ann, clock.instant().plusMillis(900));

        assertThat(issued.expiresAt()).isEqualTo(Instant.parse("2026-11-25T12:15:00Z"));
        assertThat(tokens.verify(issued.token())).isEqualTo(new TokenCheck.Valid(ann, issued.expiresAt()));
        clock.advance(Duration.ofMinutes(15).plus(AccessTokens.SKEW).minusMillis(1));
        assertThat(tokens.verify(issued.token())).isInstanceOf(TokenCheck.Valid.class);
        clock.advance(Duration.ofMillis(1));
        assertRefused(issued.token(), Reason.EXPIRED);
    }

    @Test
    void aTokenSaysInItsHeaderWhichKeyHasSignedIt() throws Exception {
        SignedJWT token = SignedJWT.parse(tokens.issue(ann, clock.instant()).token());
        assertThat(token.getHeader().toJSONObject()).isEqualTo(Map.of("alg", "HS256", "kid", KID, "typ", "JWT"));
        assertThat(token.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder(
                        "iss", "aud", "sub", "jti", "iat", "nbf", "exp", "use", "name", "role", "iat_us");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "a.b",
                "a.b.c",
                "..",
                "....",
                "awe_12345678_x",
                "null",
                "{}",
                "eyJhbGciOiJIUzI1NiJ9.."
            })
    void refusesWhatIsNoToken(String text) {
        assertThat(tokens.verify(text)).isInstanceOf(TokenCheck.Refused.class);
    }

    @Test
    void refusesWhatIsTooLongOrDeepToBeOne() {
        assertRefused("x".repeat(1_000_000), Reason.MALFORMED);
        String deep = Base64URL.encode("{\"alg\":" + "[".repeat(2_900)).toString();
        assertRefused(deep + ".e30.x", Reason.MALFORMED);
    }

    @Test
    void refusesTokensThatAreNotSigned() throws Exception {
        assertRefused(new PlainJWT(claims().build()).serialize(), Reason.ALGORITHM);
        String right = tokens.issue(ann, clock.instant()).token();
        String payload = right.split("\\.")[1];
        for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
            String header = Base64URL.encode("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, KID))
                    .toString();
            assertThat(tokens.verify(header + "." + payload + ".")).isInstanceOf(TokenCheck.Refused.class);
            assertThat(tokens.verify(header + "." + payload + "." + right.split("\\.")[2]))
                    .isInstanceOf(TokenCheck.Refused.class);
        }
    }

    @Test
    void refusesEveryOtherAlgorithm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        assertRefused(
                sign(JWSAlgorithm.RS256, KID, new RSASSASigner((RSAPrivateKey) pair.getPrivate()), claims()),
                Reason.ALGORITHM);
        byte[] longKey = (SECRET + SECRET).getBytes(StandardCharsets.UTF_8);
        assertRefused(sign(JWSAlgorithm.HS384, KID, new MACSigner(longKey), claims()), Reason.ALGORITHM);
        assertRefused(sign(JWSAlgorithm.HS512, KID, new MACSigner(longKey), claims()), Reason.ALGORITHM);
        // The public half of a key pair as if it were the secret.
        assertRefused(
                sign(JWSAlgorithm.HS256, KID, new MACSigner(pair.getPublic().getEncoded()), claims()),
                Reason.SIGNATURE);
    }

    @Test
    void refusesUnknownKeysAndWrongOnes() throws Exception {
        assertThat(tokens.verify(sign(JWSAlgorithm.HS256, KID, signer(SECRET), claims())))
                .isInstanceOf(TokenCheck.Valid.class);
        assertRefused(sign(JWSAlgorithm.HS256, "other", signer(SECRET), claims()), Reason.UNKNOWN_KEY);
        assertRefused(sign(JWSAlgorithm.HS256, "../../etc/passwd", signer(SECRET), claims()), Reason.UNKNOWN_KEY);
        assertRefused(sign(JWSAlgorithm.HS256, null, signer(SECRET), claims()), Reason.UNKNOWN_KEY);
        assertRefused(sign(JWSAlgorithm.HS256, KID, signer(OpaqueToken.random()), claims()), Reason.SIGNATURE);
    }

    @Test
    void refusesATokenInWhichAnythingWasChanged() {
        String token = tokens.issue(ann, clock.instant()).token();
        String[] parts = token.split("\\.");
        String admin =
                new String(Base64URL.from(parts[1]).decode(), StandardCharsets.UTF_8).replace("operator", "admin");
        assertRefused(parts[0] + "." + Base64URL.encode(admin) + "." + parts[2], Reason.SIGNATURE);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            StringBuilder changed = new StringBuilder(token);
            int place = random.nextInt(token.length());
            char other = "ABCDEFGHabcdefgh0123._-=".charAt(random.nextInt(24));
            // The last letters of a part hold bits that mean nothing.
            if (other == changed.charAt(place) || isLastOfPart(token, place)) {
                continue;
            }
            changed.setCharAt(place, other);
            assertThat(tokens.verify(changed.toString()))
                    .as("%s at %d", other, place)
                    .isInstanceOf(TokenCheck.Refused.class);
        }
    }

    @Test
    void refusesClaimsThatAreMeantForOthers() throws Exception {
        assertRefused(claims().issuer("another issuer"), Reason.ISSUER);
        assertRefused(claims().audience("another audience"), Reason.AUDIENCE);
        assertRefused(claims().audience(List.of("the audience", "another audience")), Reason.AUDIENCE);
        assertRefused(claims().claim("use", "refresh"), Reason.USE);
        assertRefused(claims().claim("use", "Access"), Reason.USE);
        assertRefused(claims().expirationTime(at(-60)), Reason.EXPIRED);
        assertThat(verify(claims().expirationTime(at(-59)))).isInstanceOf(TokenCheck.Valid.class);
        assertRefused(claims().notBeforeTime(at(61)), Reason.NOT_YET_VALID);
        assertRefused(claims().issueTime(at(61)), Reason.NOT_YET_VALID);
        assertRefused(claims().claim("iat_us", at(61).getTime() * 1000), Reason.NOT_YET_VALID);
        assertThat(verify(claims().notBeforeTime(at(60)).issueTime(at(60)))).isInstanceOf(TokenCheck.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp", "use", "name", "role", "iat_us"})
    void refusesATokenWithoutOneOfItsClaims(String claim) throws Exception {
        assertRefused(claims().claim(claim, null), Reason.CLAIMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "jti", "iat", "nbf", "exp", "use", "name", "role", "iat_us"})
    void refusesAClaimOfAnotherForm(String claim) throws Exception {
        JWTClaimsSet.Builder odd = claims();
        Map<String, Object> values = new HashMap<>(odd.build().toJSONObject());
        values.put(claim, Map.of("x", 1));
        assertThat(tokens.verify(signJson(values))).isEqualTo(new TokenCheck.Refused(Reason.CLAIMS));
    }

    @Test
    void refusesNamesAndRolesThatCannotBe() throws Exception {
        assertRefused(claims().subject("ann"), Reason.CLAIMS);
        assertRefused(claims().jwtID("1"), Reason.CLAIMS);
        assertRefused(claims().claim("role", "root"), Reason.CLAIMS);
    }

    @Test
    void refusesRevokedTokens() {
        String token = tokens.issue(ann, clock.instant()).token();
        revoked.put(UUID.fromString(ann.tokenId()), Duration.ofMinutes(5));
        assertRefused(token, Reason.REVOKED);
    }

    @Test
    void tellsThatATokenWasRevokedAlsoWhenItHasExpired() throws Exception {
        assertRefused(claims().expirationTime(at(-60)), Reason.EXPIRED);
        revoked.put(UUID.fromString(ann.tokenId()), Duration.ofMinutes(5));
        AccessTokens later = tokens();
        String token = sign(JWSAlgorithm.HS256, KID, signer(SECRET), claims().expirationTime(at(-60)));
        assertThat(later.verify(token)).isEqualTo(new TokenCheck.Refused(Reason.REVOKED));
    }

    private static boolean isLastOfPart(String token, int place) {
        return place == token.length() - 1 || token.charAt(place) == '.' || token.charAt(place + 1) == '.';
    }

    private void assertRefused(JWTClaimsSet.Builder claims, Reason reason) throws JOSEException {
        assertThat(verify(claims)).isEqualTo(new TokenCheck.Refused(reason));
    }

    private void assertRefused(String token, Reason reason) {
        assertThat(tokens.verify(token)).isEqualTo(new TokenCheck.Refused(reason));
    }

    private TokenCheck verify(JWTClaimsSet.Builder claims) throws JOSEException {
        return tokens.verify(sign(JWSAlgorithm.HS256, KID, signer(SECRET), claims));
    }

    private static JWSSigner signer(String secret) throws JOSEException {
        return new MACSigner(secret.getBytes(StandardCharsets.UTF_8));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("the issuer")
                .audience("the audience")
                .subject(ann.accountId().toString())
                .jwtID(ann.tokenId())
                .issueTime(at(0))
                .notBeforeTime(at(0))
                .expirationTime(at(900))
                .claim("use", "access")
                .claim("name", "ann")
                .claim("role", "operator")
                .claim("iat_us", clock.millis() * 1000);
    }

    private Date at(int second) {
        return Date.from(clock.instant().plusSeconds(second));
    }

    private static String sign(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet.Builder claims)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static String signJson(Map<String, Object> claims) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KID).build(), new Payload(claims));
        token.sign(signer(SECRET));
        return token.serialize();
    }

    private AccessTokens tokens() {
        MemorySigningKeys store = new MemorySigningKeys(clock);
        SigningKeys keys = new SigningKeys(
                new KeySources(properties, store, new MockEnvironment()),
                store,
                TransactionOperations.withoutTransaction(),
                new EventReporter(event -> {}),
                clock);
        JdbcRevocations revocations = new JdbcRevocations(null) {
            @Override
            Changes since(Instant since) {
                return new Changes(clock.instant(), Instant.EPOCH, Map.of(), Map.copyOf(revoked));
            }
        };
        return new AccessTokens(keys, new Revocations(revocations), properties, clock);
    }
}
