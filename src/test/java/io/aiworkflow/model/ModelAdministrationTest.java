package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelAdministrationTest {
    private static final PullListener NOBODY = (status, completed, total) -> {};
    private final FakeOllama ollama = FakeOllama.start();
    private final FakeOllama other = FakeOllama.start();
    private final ModelAdministration models = administration(ollama.url());

    @AfterEach
    void stop() {
        ollama.close();
        other.close();
    }

    @Test
    void tellsAboutAModel() {
        ModelDetails details = models.show("llama3.2", Optional.empty());
        assertThat(details.capabilities()).containsExactly("completion");
        assertThat(details.trainedContextLength()).isEqualTo(131_072);
        assertThat(details.embeddingLength()).isEqualTo(3072);
        assertThat(details.usedContextLength()).isEqualTo(4096);
        assertThat(details.server()).isEqualTo(ollama.url());
    }

    @Test
    void fetchesAModelAndTellsHowFarItIs() {
        ollama.hasOnly("a");
        List<String> told = new ArrayList<>();
        models.pull(
                "hf.co/user/model:Q4",
                Optional.empty(),
                (status, completed, total) -> told.add("%s %d/%d".formatted(status, completed, total)));
        assertThat(told)
                .startsWith("pulling manifest 0/0", "pulling aaaaaaaaaaaa 0/1000000000")
                .contains("pulling bbbbbbbbbbbb 1000001000/1000001000")
                .endsWith("success 1000001000/1000001000");
        assertThat(models.show("hf.co/user/model:Q4", Optional.empty()).model()).isEqualTo("hf.co/user/model:Q4");
        assertThat(ollama.requests("/api/pull").get(0).problems()).isEmpty();
    }

    @Test
    void aModelThatNobodyPublishesIsAPermanentFailure() {
        ollama.pulls(FakeReply.streamOf(
                "{\"status\":\"pulling manifest\"}", "{\"error\":\"pull model manifest: file does not exist\"}"));
        assertThatThrownBy(() -> models.pull("nonsense", Optional.empty(), NOBODY))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void aFetchThatBreaksOffMayBeTriedAgain() {
        ollama.pulls(FakeReply.streamOf("{\"error\":\"dial tcp: lookup registry.ollama.ai: no such host\"}"));
        assertThatThrownBy(() -> models.pull("a", Optional.empty(), NOBODY))
                .isInstanceOf(ModelStreamBroken.class)
                .hasMessageContaining("no such host");
        ollama.pulls(FakeReply.pulledToTheMiddle());
        assertThatThrownBy(() -> models.pull("a", Optional.empty(), NOBODY)).isInstanceOf(ModelStreamBroken.class);
    }

    @Test
    void endingAFetchClosesItsConnection() {
        ollama.pulls(FakeReply.pulledToTheMiddle().thenSilence());
        Thread fetching = new Thread(() -> {
            try {
                models.pull("a", Optional.empty(), NOBODY);
            } catch (ModelCallCancelled e) {
                // The test ends it so.
            }
        });
        fetching.start();
        await().until(() -> ollama.requests("/api/pull").size() == 1);
        fetching.interrupt();
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void loadsAModelWithTheContextThatCallsUse() {
        assertThat(models.preload("big", Optional.empty())).isEqualTo(new Preloaded("big", ollama.url(), 16384));
        assertThat(ollama.requests("/api/chat").get(0).body().path("messages")).isEmpty();
        models.preload("nomic-embed-text", Optional.empty());
        assertThat(ollama.requests("/api/embed").get(0).body().path("input")).isEmpty();
        assertThat(ollama.requests())
                .allSatisfy(request -> assertThat(request.problems()).isEmpty());
    }

    @Test
    void deletesAModel() {
        ollama.hasOnly("a", "b");
        models.delete("a", Optional.empty());
        assertThat(ollama.requests("/api/delete").get(0).method()).isEqualTo("DELETE");
        assertUnknown("a");
        assertThat(models.show("b", Optional.empty())).isNotNull();
    }

    @Test
    void anUnknownModelIsNotFound() {
        ollama.hasOnly("a");
        assertUnknown("b");
        PermanentException failure =
                catchThrowableOfType(PermanentException.class, () -> models.delete("b", Optional.empty()));
        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        failure = catchThrowableOfType(PermanentException.class, () -> models.preload("b", Optional.empty()));
        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void whichOfSeveralServersMustBeSaid() {
        ModelAdministration both = administration(ollama.url() + "," + other.url());
        assertThatThrownBy(() -> both.delete("a", Optional.empty()))
                .hasMessageContaining("server")
                .hasMessageContaining(other.url());
        assertThatThrownBy(() -> both.delete("a", Optional.of("http://elsewhere")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(ollama.url());
        both.delete("a", Optional.of(other.url()));
        assertThat(other.requests("/api/delete")).hasSize(1);
        assertThat(ollama.requests("/api/delete")).isEmpty();
        ollama.hasOnly("x");
        assertThat(both.show("y", Optional.empty()).server()).isEqualTo(other.url());
    }

    private void assertUnknown(String model) {
        PermanentException failure =
                catchThrowableOfType(PermanentException.class, () -> models.show(model, Optional.empty()));
        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(failure).hasMessageContaining(model);
    }

    private static ModelAdministration administration(String urls) {
        return new ModelAdministration(new ModelServers(TestModels.properties(urls)));
    }
}
