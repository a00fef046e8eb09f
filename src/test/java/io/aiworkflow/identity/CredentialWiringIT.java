package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.SecretSealer;
import io.aiworkflow.testsupport.EngineTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EngineTest
class CredentialWiringIT {
    @Autowired
    CredentialStore credentials;

    @Autowired
    SecretSealer sealer;

    @Test
    void theEngineSealsWithoutBeingSetUp() {
        CredentialName name = new CredentialName(UUID.randomUUID(), "google", "refresh-token");
        credentials.put(name, new CredentialValue("a token"));

        assertThat(credentials.get(name)).contains(new CredentialValue("a token"));
        assertThat(sealer.open(sealer.seal("a secret", "account:1:totp"), "account:1:totp"))
                .isEqualTo("a secret");
    }
}
