package io.aiworkflow.console;

import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.QueueView;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.run.WorkerStatus;
import io.aiworkflow.run.WorkerStore;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Shows the engine's own figures in JMX, so that operators find them in the console beside those of Camel. */
@Component
@ConsolePart
class EngineBeans implements InitializingBean, DisposableBean {
    private static final Duration COUNTS = Duration.ofSeconds(5);
    private static final Duration SERVERS = Duration.ofSeconds(15);

    /** Whose beans a process shows: those of its newest engine. There is more than one in tests only. */
    private static final Map<ObjectName, EngineBeans> SHOWN = new ConcurrentHashMap<>();

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();
    private final RunStore runs;
    private final WorkerStore workers;
    private final WorkflowCatalogue catalogue;
    private final RunSignals signals;
    private final ModelGateway models;
    private final List<ConsoleBean<?>> others;
    private final Sample<Map<RunState, Long>> counts;

    EngineBeans(
            RunStore runs,
            WorkerStore workers,
            WorkflowCatalogue catalogue,
            RunSignals signals,
            ModelGateway models,
            List<ConsoleBean<?>> others) {
        this.runs = runs;
        this.workers = workers;
        this.catalogue = catalogue;
        this.signals = signals;
        this.models = models;
        this.others = others;
        this.counts = new Sample<>(COUNTS, runs::countByState);
    }

    @Override
    public void afterPropertiesSet() throws JMException {
        register("queue", QueueMXBean.class, new Queue());
        register("runs", RunsMXBean.class, new Runs());
        register("models", ModelsMXBean.class, new Models());
        for (ConsoleBean<?> other : others) {
            register(other);
        }
    }

    @Override
    public void destroy() throws JMException {
        for (ObjectName name : registered) {
            if (SHOWN.remove(name, this)) {
                server.unregisterMBean(name);
            }
        }
    }

    private <T> void register(ConsoleBean<T> bean) throws JMException {
        register(bean.name(), bean.type(), bean.bean());
    }

    private <T> void register(String name, Class<T> type, T bean) throws JMException {
        ObjectName full = new ObjectName(ConsolePolicy.ENGINE, "name", name);
        if (server.isRegistered(full)) {
            server.unregisterMBean(full);
        }
        server.registerMBean(new StandardMBean(bean, type, true), full);
        registered.add(full);
        SHOWN.put(full, this);
    }

    private long count(RunState state) {
        return counts.get().getOrDefault(state, 0L);
    }

    private final class Queue implements QueueMXBean {
        private final Sample<Map<String, Integer>> byUser = new Sample<>(COUNTS, runs::countQueuedByUser);

        @Override
        public long getQueued() {
            return count(RunState.QUEUED);
        }

        @Override
        public long getRunning() {
            return count(RunState.RUNNING);
        }

        @Override
        public long getWaiting() {
            return count(RunState.WAITING);
        }

        @Override
        public Map<String, Integer> getQueuedByUser() {
            return byUser.get();
        }

        @Override
        public String[] getStoppedWorkflows() {
            return names().filter(catalogue::isHeld).toArray(String[]::new);
        }

        @Override
        public void wakeWorkers() {
            signals.queued();
        }
    }

    private Stream<String> names() {
        return catalogue.list().stream().map(WorkflowDefinition::name);
    }

    private final class Runs implements RunsMXBean {
        private final Sample<Long> alive = new Sample<>(
                COUNTS,
                () -> workers.list().stream().filter(WorkerStatus::alive).count());

        @Override
        public long getSucceeded() {
            return count(RunState.SUCCEEDED);
        }

        @Override
        public long getFailed() {
            return count(RunState.FAILED);
        }

        @Override
        public long getCancelled() {
            return count(RunState.CANCELLED);
        }

        @Override
        public long getWorkersAlive() {
            return alive.get();
        }

        @Override
        public String[] getWorkflows() {
            return names().toArray(String[]::new);
        }
    }

    private final class Models implements ModelsMXBean {
        private final Sample<String[]> servers = new Sample<>(
                SERVERS,
                () -> models.status().stream()
                        .map(server -> "%s (%s): %s, %d calls"
                                .formatted(
                                        server.url(),
                                        server.kind(),
                                        server.available() ? "answers" : "does not answer",
                                        server.calls()))
                        .toArray(String[]::new));

        @Override
        public String[] getServers() {
            return servers.get();
        }

        @Override
        public int getCallsRunning() {
            return models.queue().stream().mapToInt(QueueView::running).sum();
        }

        @Override
        public int getCallsWaiting() {
            return models.queue().stream()
                    .mapToInt(lane -> lane.waiting().size())
                    .sum();
        }
    }
}
