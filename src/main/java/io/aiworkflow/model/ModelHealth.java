package io.aiworkflow.model;

import io.aiworkflow.platform.HealthCheck;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Whether a model server answers. The engine works without one: runs that need it wait. What was found counts for a few
 * seconds, however often it is asked for.
 */
@Component
class ModelHealth implements HealthCheck {
    private static final long KEPT_NANOS = 5_000_000_000L;

    private final ModelGateway models;
    private Finding last;
    private long found;

    ModelHealth(ModelGateway models) {
        this.models = models;
    }

    @Override
    public String part() {
        return "models";
    }

    @Override
    public boolean needed() {
        return false;
    }

    /** To ask a model keeps it in the server's memory. */
    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public synchronized Finding check() {
        if (last == null || System.nanoTime() - found > KEPT_NANOS) {
            last = look();
            found = System.nanoTime();
        }
        return last;
    }

    private Finding look() {
        List<ModelStatus> all = models.status();
        List<ModelStatus> broken =
                all.stream().filter(each -> !each.available()).toList();
        if (broken.isEmpty()) {
            return Finding.working();
        }
        String problems = broken.stream().map(ModelStatus::problem).collect(Collectors.joining(" "));
        return broken.size() < all.size()
                ? Finding.working(
                        "%d of %d model servers do not work: %s".formatted(broken.size(), all.size(), problems))
                : Finding.failing(problems);
    }
}
