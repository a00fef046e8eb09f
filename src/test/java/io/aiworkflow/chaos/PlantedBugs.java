package io.aiworkflow.chaos;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.ClaimRequest;
import io.aiworkflow.run.RunQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queues with a mistake that is easy to make, which the history check must find. */
final class PlantedBugs {
    private PlantedBugs() {}

    /** Completes a run without a look at the token. */
    static RunQueue completingWithoutToken(RunQueue queue, JdbcClient database) {
        return replacing(queue, "succeed", arguments -> {
            Claim claim = (Claim) arguments[0];
            database.sql("update run set state = 'succeeded', worker_id = null, finished_at = now() where id = :run")
                    .param("run", claim.runId())
                    .update();
            return null;
        });
    }

    /** Looks for queued runs first and takes them with a second statement. */
    static RunQueue claimingWithoutLock(RunQueue queue, JdbcClient database) {
        return replacing(queue, "claim", arguments -> {
            ClaimRequest request = (ClaimRequest) arguments[0];
            List<UUID> queued = database.sql("select id from run where state = 'queued' order by order_at limit :most")
                    .param("most", request.most())
                    .query(UUID.class)
                    .list();
            return queued.stream()
                    .map(id -> take(database, id, request.worker()))
                    .toList();
        });
    }

    private static Claim take(JdbcClient database, UUID id, UUID worker) {
        long token = database.sql("""
                        update run
                           set state = 'running', token = token + 1, worker_id = :worker
                         where id = :id
                        returning token""")
                .param("worker", worker)
                .param("id", id)
                .query(Long.class)
                .single();
        return new Claim(
                id,
                token,
                "history",
                "0",
                null,
                Submitter.ENGINE,
                Optional.empty(),
                0,
                0,
                0,
                3,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                false);
    }

    private interface Replacement {
        Object call(Object[] arguments);
    }

    private static RunQueue replacing(RunQueue queue, String name, Replacement replacement) {
        return (RunQueue) Proxy.newProxyInstance(
                PlantedBugs.class.getClassLoader(),
                new Class<?>[] {RunQueue.class},
                (proxy, method, arguments) ->
                        method.getName().equals(name) ? replacement.call(arguments) : call(queue, method, arguments));
    }

    private static Object call(RunQueue queue, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(queue, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
