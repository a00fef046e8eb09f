package io.aiworkflow.run;

import io.aiworkflow.platform.MeterSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * Shows the state of the queue, as the last look at the database found it. Each process shows the whole queue, so whoever
 * watches several takes the largest figure and not the sum.
 */
@Component
public class QueueMeters implements MeterSource {
    /** What was found by a look that is older than this does not count any more. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final JdbcQueueFacts database;
    private volatile Seen last;

    QueueMeters(JdbcQueueFacts database, MeterRegistry registry) {
        this.database = database;
        runs(registry, "queued", QueueFacts::queued);
        runs(registry, "running", QueueFacts::running);
        runs(registry, "waiting", QueueFacts::waiting);
        gauge("aiworkflow.queue.oldest.age", facts -> facts.oldest().toMillis() / 1e3)
                .description("How long the oldest due run has been waiting for a worker")
                .baseUnit("seconds")
                .register(registry);
        gauge("aiworkflow.dead.letters", QueueFacts::deadLetters)
                .description("Failed runs that wait for somebody to look at them")
                .register(registry);
        workers(registry, "alive", QueueFacts::aliveWorkers);
        workers(registry, "draining", QueueFacts::drainingWorkers);
        workers(registry, "dead", QueueFacts::deadWorkers);
    }

    @Override
    public void sample() {
        look();
    }

    /** Looks now. */
    public QueueFacts look() {
        QueueFacts facts = database.read();
        last = new Seen(facts, System.nanoTime());
        return facts;
    }

    private Optional<QueueFacts> known() {
        return Optional.ofNullable(last)
                .filter(seen -> System.nanoTime() - seen.at() < FRESH.toNanos())
                .map(Seen::facts);
    }

    private void runs(MeterRegistry registry, String state, ToDoubleFunction<QueueFacts> figure) {
        gauge("aiworkflow.queue.runs", figure)
                .description("Runs that have not ended")
                .tag("state", state)
                .register(registry);
    }

    private void workers(MeterRegistry registry, String state, ToDoubleFunction<QueueFacts> figure) {
        gauge("aiworkflow.workers", figure)
                .description("Worker processes that were heard of within the last hour")
                .tag("state", state)
                .register(registry);
    }

    /** Not a number before the first look and while the database cannot be asked. */
    private Gauge.Builder<QueueMeters> gauge(String name, ToDoubleFunction<QueueFacts> figure) {
        return Gauge.builder(
                name, this, self -> self.known().map(figure::applyAsDouble).orElse(Double.NaN));
    }

    private record Seen(QueueFacts facts, long at) {}
}
