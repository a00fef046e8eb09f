package io.aiworkflow.knowledge.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.HealthCheck.Finding;
import io.aiworkflow.testsupport.FreePorts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QdrantHealthTest {
    @Test
    void failsWhileQdrantIsAwayAndDoesNotTakeTheEngineWithIt() {
        String nobody = "http://127.0.0.1:" + FreePorts.next();
        QdrantHealth health = new QdrantHealth(
                new QdrantClient(QdrantIndexes.properties(nobody, "the-key", "", Duration.ofSeconds(5))));
        Finding away = health.check();

        assertThat(away.ok()).isFalse();
        assertThat(away.detail()).contains(nobody).doesNotContain("the-key");
        assertThat(health.needed()).isFalse();
    }
}
