package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient.Answer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** The app with somebody's second factor, which shows each code once. */
final class AuthenticatorApp {
    private static final long STEP_SECONDS = 30;

    private final byte[] secret;
    private final List<String> recoveryCodes;
    private long lastStep;

    private AuthenticatorApp(String secret, Person owner) {
        this.secret = new Base32().decode(secret);
        Answer confirmed = owner.post("/api/v1/auth/second-factor/confirm", "{\"code\":\"%s\"}".formatted(code()));
        assertThat(confirmed.status()).as(confirmed.body()).isEqualTo(200);
        this.recoveryCodes = codes(confirmed);
    }

    /** Gives somebody a second factor. */
    static AuthenticatorApp of(Person owner) {
        Answer proposal = owner.post("/api/v1/auth/second-factor", "{\"password\":\"%s\"}".formatted(Person.PASSWORD));
        assertThat(proposal.status()).as(proposal.body()).isEqualTo(200);
        assertThat(proposal.json().get("uri").asText()).startsWith("otpauth://totp/");
        return new AuthenticatorApp(proposal.json().get("secret").asText(), owner);
    }

    static List<String> codes(Answer answer) {
        return StreamSupport.stream(answer.json().get("recoveryCodes").spliterator(), false)
                .map(code -> code.asText())
                .toList();
    }

    List<String> recoveryCodes() {
        return recoveryCodes;
    }

    /** Each counts once, and those of the steps before and after the present one count too. */
    String code() {
        lastStep = Math.max(lastStep + 1, now() - 1);
        while (lastStep > now() + 1) {
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(
                    ByteBuffer.allocate(Long.BYTES).putLong(lastStep).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0x0F) & Integer.MAX_VALUE;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond() / STEP_SECONDS;
    }
}
