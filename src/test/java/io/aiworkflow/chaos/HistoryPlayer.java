package io.aiworkflow.chaos;

import io.aiworkflow.chaos.History.Operation;
import io.aiworkflow.chaos.rig.RunLedger;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.WorkerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays a history against a queue in PostgreSQL, with all clients at once or one operation after the other. */
final class HistoryPlayer implements AutoCloseable {
    private static final int RUNS = 40;

    private final RunLedger ledger;
    private final RunQueue queue;
    private final WorkerStore workers;
    private final ExecutorService threads = Executors.newFixedThreadPool(History.CLIENTS);

    HistoryPlayer(RunLedger ledger, RunQueue queue, WorkerStore workers) {
        this.ledger = ledger;
        this.queue = queue;
        this.workers = workers;
        ledger.sql().sql("""
                        insert into workflow_version (workflow, version, source, content)
                        values ('history', '0', 'none', '') on conflict do nothing""").update();
    }

    /** Each client does its own operations in their order, while the others do theirs. */
    HistoryFindings playAtOnce(History history) throws InterruptedException {
        List<HistoryClient> clients = begin();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> playing = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            int number = i;
            playing.add(threads.submit(() -> {
                start.await();
                for (Operation operation : history.operations()) {
                    if (operation.client() == number) {
                        clients.get(number).perform(operation);
                    }
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : playing) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client broke off", e.getCause());
            }
        }
        return HistoryFindings.of(clients, ledger.moves());
    }

    HistoryFindings playInOrder(History history) {
        List<HistoryClient> clients = begin();
        history.operations()
                .forEach(operation -> clients.get(operation.client()).perform(operation));
        return HistoryFindings.of(clients, ledger.moves());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private List<HistoryClient> begin() {
        ledger.sql().sql("truncate run, run_step, run_slot, worker, chaos_move").update();
        ledger.insertRuns("history", "local", RUNS, "{}");
        List<HistoryClient> clients = new ArrayList<>();
        for (int i = 0; i < History.CLIENTS; i++) {
            clients.add(new HistoryClient(queue, workers, ledger));
        }
        return clients;
    }
}
