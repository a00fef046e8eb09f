package io.aiworkflow.platform.settings;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.BackgroundTask;
import io.aiworkflow.platform.SealedSecrets;
import io.aiworkflow.platform.SealedSecrets.ResealedBatch;
import io.aiworkflow.platform.SealingKeys;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Brings everything that is stored sealed under the newest master key, so that an operator who has added one can soon
 * take the older ones away. Several workers may do so at once.
 */
@Component
@Profile("worker")
class SealKeeper extends BackgroundTask {
    private static final Logger log = LoggerFactory.getLogger(SealKeeper.class);

    private final List<SealedSecrets> stores;
    private final SealingKeys keys;
    private final SecretsProperties properties;

    SealKeeper(List<SealedSecrets> stores, SealingKeys keys, SecretsProperties properties) {
        super("seal-keeper", properties.resealEvery());
        this.stores = stores;
        this.keys = keys;
        this.properties = properties;
    }

    @Override
    protected void work() {
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
