package io.aiworkflow.run;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Signs the addresses of callbacks. Whoever has the token may answer, so it is given to the run only and never logged.
 */
@Component
public class CallbackTokens {
    private static final String KEY = "callback";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 16;
    private static final int BYTES = ID_BYTES + 32;
    private static final int LENGTH = BYTES * 4 / 3;

    private final JdbcEngineSecrets secrets;

    CallbackTokens(JdbcEngineSecrets secrets) {
        this.secrets = secrets;
    }

    public String sign(UUID wait) {
        byte[] id = bytes(wait);
        byte[] token = Arrays.copyOf(id, BYTES);
        System.arraycopy(signature(id), 0, token, ID_BYTES, BYTES - ID_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The wait for which the token was signed; empty for anything that this engine has not signed. */
    public Optional<UUID> verify(String token) {
        if (token == null || token.length() != LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        byte[] id = Arrays.copyOf(bytes, ID_BYTES);
        byte[] signature = Arrays.copyOfRange(bytes, ID_BYTES, bytes.length);
        if (!MessageDigest.isEqual(signature(id), signature)) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(id);
        return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
    }

    private byte[] signature(byte[] id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secrets.secret(KEY), ALGORITHM));
            return mac.doFinal(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
