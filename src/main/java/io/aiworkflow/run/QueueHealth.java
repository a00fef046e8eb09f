package io.aiworkflow.run;

import io.aiworkflow.platform.HealthCheck;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Whether somebody works on the queue. */
@Component
class QueueHealth implements HealthCheck {
    /** Somebody who submits ten thousand runs at once waits longer; but then a person should know. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private final QueueMeters queue;

    QueueHealth(QueueMeters queue) {
        this.queue = queue;
    }

    @Override
    public String part() {
        return "queue";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        QueueFacts facts = queue.look();
        String found = "%d runs are queued, the oldest for %d s, and %d are running; %d workers are alive."
                .formatted(facts.queued(), facts.oldest().toSeconds(), facts.running(), facts.aliveWorkers());
        boolean works = facts.aliveWorkers() > 0 && facts.oldest().compareTo(LATE) < 0;
        return works ? Finding.working(found) : Finding.failing(found);
    }
}
