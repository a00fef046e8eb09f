package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelProperties;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GatewayRankerTest {
    private final FakeOllama ollama = FakeOllama.start();

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void aModelMarksThePassages() {
        ollama.chats(FakeReply.json(Map.of("marks", List.of(3, 9))));
        assertThat(ranker(Duration.ofSeconds(30)).marks("[1] a [2] b", "c?", 2, work()))
                .contains(List.of(3, 9));
    }

    @Test
    void aSearchDoesNotWaitForAModelThatSaysNothingAndTheCallIsEnded() {
        ollama.chats(FakeReply.silence());
        assertThat(ranker(Duration.ofMillis(200)).marks("[1] a [2] b", "c?", 2, work()))
                .isEmpty();
        await().until(() -> ollama.abandonedCalls() == 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private GatewayRanker ranker(Duration timeout) {
        ModelProperties properties = new Binder(
                        new MapConfigurationPropertySource(Map.of("engine.model.base-url", ollama.url())))
                .bindOrCreate("engine.model", ModelProperties.class);
        return new GatewayRanker(new ModelGateway(properties), new RankingProperties("", timeout));
    }

    private static Work work() {
        return Work.outsideOfRuns(Submitter.ENGINE);
    }
}
