package io.aiworkflow.platform.settings;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SealingKeys;
import io.aiworkflow.platform.SecretSealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals with AES-256-GCM. The sealed text is {@code v1:KEY:BYTES}: the id of the master key, and in Base64 a random nonce
 * of 96 bits with the encrypted secret behind it. All of the text and the context are authenticated.
 */
final class AesGcmSealer implements SecretSealer, SealingKeys {
    private static final String VERSION = "v1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final Pattern FORM = Pattern.compile(VERSION + ":([0-9a-f]{8}):([A-Za-z0-9_-]+)");

    private final MasterKeys keys;
    private final SecureRandom random = new SecureRandom();

    AesGcmSealer(MasterKeys keys) {
        this.keys = keys;
    }

    @Override
    public String seal(String secret, String context) {
        MasterKey key = keys.newest();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
            byte[] encrypted = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return "%s:%s:%s".formatted(VERSION, key.id(), encoded(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    @Override
    public String open(String sealed, String context) {
        Matcher form = form(sealed, context);
        MasterKey key = keys.find(form.group(1))
                .orElseThrow(() -> unreadable(
                        context,
                        ("was sealed with the master key %s, which is not there; add it to"
                                        + " MASTER_KEY, before the others")
                                .formatted(form.group(1))));
        byte[] all = Base64.getUrlDecoder().decode(form.group(2));
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(all).get(nonce);
        byte[] encrypted = new byte[bytes.remaining()];
        bytes.get(encrypted);
        try {
            return new String(
                    cipher(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(encrypted), StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw unreadable(context, "was changed, or was sealed for something else");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    @Override
    public String newest() {
        return keys.newest().id();
    }

    @Override
    public String of(String sealed) {
        return form(sealed, "a stored secret").group(1);
    }

    @Override
    public void refresh() {
        keys.refresh();
    }

    /** The same bytes can be written in several ways; only the one that was written counts. */
    private static Matcher form(String sealed, String context) {
        Matcher form = FORM.matcher(sealed);
        try {
            if (form.matches()) {
                byte[] all = Base64.getUrlDecoder().decode(form.group(2));
                if (all.length >= NONCE_BYTES + TAG_BYTES && encoded(all).equals(form.group(2))) {
                    return form;
                }
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(context, "is not in the form of a sealed secret");
        }
        throw unreadable(context, "is not in the form of a sealed secret");
    }

    private static Cipher cipher(int mode, MasterKey key, byte[] nonce, String context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.sealing(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD("%s:%s:%s".formatted(VERSION, key.id(), context).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static PermanentException unreadable(String context, String reason) {
        return new PermanentException(ErrorCode.SECRET_UNREADABLE, "The secret of %s %s.".formatted(context, reason));
    }
}
