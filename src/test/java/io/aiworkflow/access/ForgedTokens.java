package io.aiworkflow.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What somebody may send in place of a good token, made from a good one and, where it helps, with the right key. */
final class ForgedTokens {
    private final SignedJWT good;
    private final byte[] key;

    ForgedTokens(String good, String secret) {
        try {
            this.good = SignedJWT.parse(good);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
        this.key = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of the key that signed a token. */
    static String keyOf(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** By what is wrong with them. */
    Map<String, String> all() throws Exception {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("no token at all", "nonsense");
        tokens.put("cut off", good.serialize().substring(0, good.serialize().length() - 4));
        tokens.put(
                "another key",
                signed(JWSAlgorithm.HS256, mac("k".repeat(64).getBytes(StandardCharsets.UTF_8)), c -> {}));
        tokens.put("alg none", new PlainJWT(good.getJWTClaimsSet()).serialize());
        tokens.put("HS512", signed(JWSAlgorithm.HS512, mac("k".repeat(64).getBytes(StandardCharsets.UTF_8)), c -> {}));
        tokens.put("RS256", signed(JWSAlgorithm.RS256, rsa(), c -> {}));
        tokens.put("expired", own(c -> c.expirationTime(Date.from(Instant.now().minusSeconds(120)))));
        tokens.put("not yet", own(c -> c.notBeforeTime(Date.from(Instant.now().plusSeconds(600)))));
        tokens.put("another issuer", own(c -> c.issuer("somebody-else")));
        tokens.put("another audience", own(c -> c.audience("something-else")));
        tokens.put("another use", own(c -> c.claim("use", "refresh")));
        tokens.put("no use", own(c -> c.claim("use", null)));
        tokens.put("no id", own(c -> c.jwtID(null)));
        tokens.put("no expiry", own(c -> c.expirationTime(null)));
        tokens.put("unknown key id", unknownKey());
        return tokens;
    }

    /** With the engine's own key, to see that the claims count and not only the signature. */
    private String own(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return signed(JWSAlgorithm.HS256, mac(key), change);
    }

    private String unknownKey() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("nobody").build(), good.getJWTClaimsSet());
        token.sign(mac(key));
        return token.serialize();
    }

    private String signed(JWSAlgorithm algorithm, JWSSigner signer, Consumer<JWTClaimsSet.Builder> change)
            throws Exception {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder(good.getJWTClaimsSet());
        change.accept(claims);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(good.getHeader().getKeyID())
                        .build(),
                claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static JWSSigner mac(byte[] secret) throws JOSEException {
        return new MACSigner(secret);
    }

    private static JWSSigner rsa() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return new RSASSASigner(generator.generateKeyPair().getPrivate());
    }
}
