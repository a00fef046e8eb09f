package io.aiworkflow.usage;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.ModelCall;
import io.aiworkflow.platform.LabelValues;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts calls to models for monitoring. Labels are bounded: users, runs and whatever callers make up never become one,
 * and of models only the first hundred that have answered.
 */
final class UsageMeters {
    private static final int MOST_MODELS = 100;
    private static final String MODEL = "model";
    private static final String KIND = "kind";

    private final MeterRegistry registry;
    private final LabelValues models = new LabelValues(MOST_MODELS);

    UsageMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void made(ModelCall call) {
        String model = models.of(call.model());
        String kind = call.kind().wireName();
        registry.timer("aiworkflow.model.call", KIND, kind, MODEL, model)
                .record(call.usage().took());
        registry.timer("aiworkflow.model.wait", KIND, kind, MODEL, model)
                .record(call.usage().waited());
        registry.counter("aiworkflow.model.tokens", MODEL, model, "direction", "prompt")
                .increment(call.usage().promptTokens());
        registry.counter("aiworkflow.model.tokens", MODEL, model, "direction", "answer")
                .increment(call.usage().answerTokens());
    }

    /** The first piece of an answer has come. */
    void begun(String model, Duration took) {
        registry.timer("aiworkflow.model.first.token", MODEL, models.of(model)).record(took);
    }

    void failed(CallKind kind, RuntimeException failure) {
        String code = failure instanceof EngineException known
                ? known.code().name().toLowerCase(Locale.ROOT)
                : LabelValues.OTHER;
        registry.counter("aiworkflow.model.failures", KIND, kind.wireName(), "code", code)
                .increment();
    }

    void looked(CallKind kind, int found, int missing) {
        registry.counter("aiworkflow.model.cache", KIND, kind.wireName(), "result", "hit")
                .increment(found);
        registry.counter("aiworkflow.model.cache", KIND, kind.wireName(), "result", "miss")
                .increment(missing);
    }
}
