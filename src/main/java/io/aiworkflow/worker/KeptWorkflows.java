package io.aiworkflow.worker;

import io.aiworkflow.run.JdbcWorkflowVersions;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.workflow.WorkflowCatalogue;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks now and then for runs of workflows whose file is deleted or refused and whose own version is kept, so that they
 * are claimed all the same.
 */
@Component
@Profile("worker")
class KeptWorkflows {
    private static final Logger LOG = LoggerFactory.getLogger(KeptWorkflows.class);

    private final WorkflowCatalogue catalogue;
    private final JdbcWorkflowVersions versions;
    private final RunSignals signals;
    private final WorkerProperties properties;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kept-workflows");
        thread.setDaemon(true);
        return thread;
    });

    KeptWorkflows(
            WorkflowCatalogue catalogue,
            JdbcWorkflowVersions versions,
            RunSignals signals,
            WorkerProperties properties) {
        this.catalogue = catalogue;
        this.versions = versions;
        this.signals = signals;
        this.properties = properties;
    }

    @EventListener(ApplicationStartedEvent.class)
    void start() {
        long period = properties.reapEvery().toMillis();
        clock.scheduleWithFixedDelay(this::look, 0, period, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    private void look() {
        try {
            Set<String> names = versions.restorable(catalogue.list().stream()
                    .map(definition -> definition.name())
                    .toList());
            catalogue.restorable(names);
            if (!names.isEmpty()) {
                signals.queued();
            }
        } catch (RuntimeException e) {
            LOG.warn("Runs of deleted workflows could not be looked for: {}", e.getMessage());
        }
    }
}
