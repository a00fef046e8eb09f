package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.KeptResults;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Keeps results in the journal of the run, in the form of a step's output that is nothing but a body. */
@Component
class JournalledResults implements KeptResults {
    private static final String BODY = "body";
    private static final String JSON = "json";

    private final StepSizes sizes;

    JournalledResults(WorkerProperties properties) {
        this.sizes = StepSizes.of(properties);
    }

    @Override
    public JsonNode once(Exchange exchange, String name, Callable<JsonNode> work) throws Exception {
        Optional<Attempt> within = Attempt.journalledIn(exchange);
        if (within.isEmpty()) {
            return work.call();
        }
        Attempt attempt = within.get();
        StepKey key = attempt.nextKey(exchange, name);
        Optional<JsonNode> finished = Uninterrupted.get(() -> attempt.finished(key));
        if (finished.isPresent()) {
            return finished.get().get(BODY).get(JSON);
        }
        attempt.requireMayBegin();
        long start = System.nanoTime();
        JsonNode result = work.call();
        record(attempt, key, result, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    private void record(Attempt attempt, StepKey key, JsonNode result, Duration took) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.putObject(BODY).set(JSON, result);
        try {
            StepResult line = sizes.result(output, false, took);
            // A stop that came with the last word must not lose what was paid for already.
            Uninterrupted.run(() -> attempt.succeeded(key, line));
        } catch (MessageValues.NotStorable e) {
            throw new PermanentException(
                    ErrorCode.STEP_NOT_STORABLE,
                    "what '%s' gave cannot be stored: %s".formatted(key.step(), e.getMessage()),
                    e);
        }
    }
}
