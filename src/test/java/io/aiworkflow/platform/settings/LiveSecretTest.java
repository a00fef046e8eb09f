package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.Redaction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSecretTest {
    private static final String FIRST = "Kd93mQ-live-secret-one-7Hs2";
    private static final String SECOND = "Zp41wX-live-secret-two-9Qf6";

    @TempDir
    Path folder;

    @Test
    void isReadAnewAndThenKeptOutOfLogsToo() {
        PreparedSettings settings = new PreparedSettings(folder).secretFile("master_key.txt", FIRST);
        LiveSecret secret = LiveSecret.of(settings.prepare(), SecretsProperties.MASTER_KEY);
        assertThat(secret.read()).isEqualTo(FIRST);

        settings.secretFile("master_key.txt", SECOND);
        assertThat(secret.read()).isEqualTo(SECOND);
        assertThat(Redaction.clean("it was " + SECOND + " then")).isEqualTo("it was *** then");
        assertThat(secret.toString()).doesNotContain(FIRST, SECOND);
    }
}
