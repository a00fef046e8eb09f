package io.aiworkflow.platform.settings;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.SealedSecrets;
import io.aiworkflow.platform.SealedSecrets.ResealedBatch;
import io.aiworkflow.platform.SealingKeys;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings everything that is stored sealed under the newest master key, so that an operator who has added one can soon
 * take the older ones away. Several workers may do so at once.
 */
@Component
@Profile("worker")
class SealKeeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SealKeeper.class);

    private final List<SealedSecrets> stores;
    private final SealingKeys keys;
    private final SecretsProperties properties;
    private volatile ScheduledExecutorService thread;

    SealKeeper(List<SealedSecrets> stores, SealingKeys keys, SecretsProperties properties) {
        this.stores = stores;
        this.keys = keys;
        this.properties = properties;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread keeper = new Thread(task, "seal-keeper");
            keeper.setDaemon(true);
            return keeper;
        });
        thread.scheduleWithFixedDelay(this::keep, 0, properties.resealEvery().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void keep() {
        for (SealedSecrets store : stores) {
            try {
                keys.refresh();
                reseal(store);
            } catch (RuntimeException e) {
                log.warn(
                        "The {} could not be sealed anew; the next try is in {}: {}",
                        store.kind(),
                        properties.resealEvery(),
                        DatabaseTrouble.reason(e));
            }
        }
    }

    private void reseal(SealedSecrets store) {
        int resealed = 0;
        Optional<String> after = Optional.empty();
        do {
            ResealedBatch batch = store.reseal(after, properties.resealBatch());
            resealed += batch.resealed();
            if (!batch.unreadable().isEmpty()) {
                log.warn(
                        "Of the {}, {} cannot be opened: their master key is missing, or they were changed",
                        store.kind(),
                        batch.unreadable());
            }
            after = batch.last();
        } while (after.isPresent() && isRunning());
        if (resealed > 0) {
            log.info("Sealed {} {} anew with the master key {}", resealed, store.kind(), keys.newest());
        }
    }
}
