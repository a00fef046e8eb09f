package io.aiworkflow.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of the ring, ready to sign and verify. Its name is calculated from the secret, so that all processes name it
 * alike; it tells nothing about the secret.
 */
record SigningKey(String kid, JWSSigner signer, JWSVerifier verifier, Instant since, String source) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KID_BYTES = 9;

    static SigningKey of(KeyMaterial material) {
        byte[] secret = bytes(material.secret());
        try {
            return new SigningKey(
                    kid(material.secret()),
                    new MACSigner(secret),
                    new MACVerifier(secret),
                    material.since(),
                    material.source());
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of %d bytes is long enough".formatted(secret.length), e);
        }
    }

    static String kid(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes(secret), ALGORITHM));
            byte[] name = mac.doFinal("kid".getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(name, KID_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** One that is too short, which only development allows, is stretched: HS256 takes no short keys. */
    private static byte[] bytes(String secret) {
        byte[] text = secret.getBytes(StandardCharsets.UTF_8);
        try {
            return text.length >= SecretStrength.FEWEST_BYTES
                    ? text
                    : MessageDigest.getInstance("SHA-256").digest(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
