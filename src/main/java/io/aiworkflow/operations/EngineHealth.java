package io.aiworkflow.operations;

import io.aiworkflow.operations.HealthReport.PartReport;
import io.aiworkflow.platform.EngineVersion;
import io.aiworkflow.platform.HealthCheck;
import io.aiworkflow.platform.HealthCheck.Finding;
import io.aiworkflow.platform.Role;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Asks all checks side by side and answers within a fixed time, whatever hangs. It keeps no history. */
@Component
public class EngineHealth {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final List<CheckRunner> runners;
    private final String version;
    private final List<String> roles;
    private final Duration limit;
    private final ExecutorService executor;

    @Autowired
    EngineHealth(List<HealthCheck> checks, EngineVersion version, Environment environment) {
        this(checks, version.toString(), Role.of(environment), LIMIT);
    }

    EngineHealth(List<HealthCheck> checks, String version, List<Role> roles, Duration limit) {
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "health-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.runners =
                checks.stream().map(check -> new CheckRunner(check, executor)).toList();
        this.version = version;
        this.roles = roles.stream().map(Role::profile).toList();
        this.limit = limit;
    }

    /** The state of all parts. */
    public HealthReport report() {
        Map<String, PartReport> parts = look(check -> true);
        boolean ok = parts.values().stream().noneMatch(PartReport::isFatal);
        return new HealthReport(status(ok), version, roles, parts);
    }

    /** The parts that do not work and without which the engine as a whole does not; the others are not asked. */
    List<String> failing() {
        return look(HealthCheck::needed).entrySet().stream()
                .filter(part -> part.getValue().isFatal())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The names of the parts whose checks are chosen. */
    List<String> parts(Predicate<HealthCheck> chosen) {
        return runners.stream()
                .map(CheckRunner::check)
                .filter(chosen)
                .map(HealthCheck::part)
                .toList();
    }

    /** The state of the parts whose checks are chosen. */
    Map<String, PartReport> look(Predicate<HealthCheck> chosen) {
        Map<CheckRunner, CompletableFuture<Finding>> asked = new LinkedHashMap<>();
        // A copy, because a try that is under way is shared with other callers.
        runners.stream()
                .filter(runner -> chosen.test(runner.check()))
                .forEach(runner -> asked.put(
                        runner,
                        runner.ask().copy().completeOnTimeout(late(), limit.toMillis(), TimeUnit.MILLISECONDS)));
        Map<String, PartReport> parts = new LinkedHashMap<>();
        asked.forEach((runner, answer) -> {
            Finding finding = finding(answer);
            HealthCheck check = runner.check();
            parts.put(
                    check.part(),
                    new PartReport(status(finding.ok()), check.needed(), finding.detail(), runner.tookMs()));
        });
        return parts;
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }

    private Finding late() {
        return Finding.failing("No answer within %d ms.".formatted(limit.toMillis()));
    }

    private static Finding finding(CompletableFuture<Finding> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            return Finding.failing("It could not be checked.");
        }
    }

    private static String status(boolean ok) {
        return ok ? HealthReport.OK : HealthReport.UNAVAILABLE;
    }
}
