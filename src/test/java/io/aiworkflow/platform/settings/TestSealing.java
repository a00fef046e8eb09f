package io.aiworkflow.platform.settings;

import io.aiworkflow.platform.SealingKeys;
import io.aiworkflow.platform.SecretSealer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** A real sealer with its master keys in a secret file, as an operator keeps them. */
public final class TestSealing {
    private final Path file;
    private final AesGcmSealer sealer;

    /** @param folder of the secret file; a second one on the same folder is another process of the engine */
    public TestSealing(Path folder) {
        this.file = folder.resolve("master_key.txt");
        if (Files.notExists(file)) {
            addKey();
        }
        this.sealer = new AesGcmSealer(
                MasterKeys.open(new PreparedSettings(folder).prepare("production"), folder.resolve("data")));
    }

    public SecretSealer sealer() {
        return sealer;
    }

    public SealingKeys keys() {
        return sealer;
    }

    /** As an operator does who rotates. */
    public void addKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        write((Files.exists(file) ? read() : "") + Base64.getEncoder().encodeToString(key) + "\n");
    }

    /** As an operator does when a rotation is over. */
    public void removeOldestKey() {
        List<String> keys = read().lines().toList();
        write(String.join("\n", keys.subList(1, keys.size())));
    }

    void write(String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
