package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.ModelCall;
import io.aiworkflow.model.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UsageMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UsageMeters meters = new UsageMeters(registry);

    @Test
    void countsCallsTimesAndTokens() {
        meters.made(call("llama3.2"));
        meters.made(call("llama3.2"));

        assertThat(registry.get("aiworkflow.model.call")
                        .tags("kind", "chat", "model", "llama3.2")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("aiworkflow.model.call").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(1000);
        assertThat(registry.get("aiworkflow.model.wait").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(registry.get("aiworkflow.model.tokens")
                        .tag("direction", "prompt")
                        .counter()
                        .count())
                .isEqualTo(14);
        assertThat(registry.get("aiworkflow.model.tokens")
                        .tag("direction", "answer")
                        .counter()
                        .count())
                .isEqualTo(6);
    }

    @Test
    void countsFailuresByTheirCode() {
        meters.failed(CallKind.EMBED, new TransientException(ErrorCode.MODEL_UNAVAILABLE, "gone"));
        meters.failed(CallKind.EMBED, new IllegalStateException("odd"));

        assertThat(registry.get("aiworkflow.model.failures")
                        .tag("code", "model_unavailable")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("aiworkflow.model.failures")
                        .tag("code", "other")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void neverHasMoreLabelsThanAMonitoringSystemBears() {
        for (int i = 0; i < 500; i++) {
            meters.made(call("model-" + i));
        }
        assertThat(registry.get("aiworkflow.model.call").timers()).hasSize(101);
        assertThat(registry.get("aiworkflow.model.call")
                        .tag("model", "other")
                        .timer()
                        .count())
                .isEqualTo(400);
    }

    private static ModelCall call(String model) {
        Usage usage = new Usage(7, 3, Duration.ofMillis(10), Duration.ZERO, Duration.ofMillis(500), false);
        return new ModelCall(CallOrigin.ENGINE, CallKind.CHAT, model, "http://one", usage);
    }
}
