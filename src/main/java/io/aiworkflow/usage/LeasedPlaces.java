package io.aiworkflow.usage;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.model.Priority;
import io.aiworkflow.model.SharedPlaces;
import io.aiworkflow.platform.BackgroundTask;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places as rows that this process renews while it lives. It does not end the call of a process that lost its place
 * because it was frozen, or cut off from the database, for longer than the lease.
 */
class LeasedPlaces extends BackgroundTask implements SharedPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedPlaces.class);
    private static final int RENEWALS_IN_A_LEASE = 3;
    private static final Duration SEEN = Duration.ofSeconds(3);
    private static final Duration SEEN_AGAIN = Duration.ofSeconds(1);

    private final JdbcModelPlaces places;
    private final Duration lease;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();

    /** @param lease after which the places of a killed process come back */
    LeasedPlaces(JdbcModelPlaces places, Duration lease) {
        super("model-places", lease.dividedBy(RENEWALS_IN_A_LEASE));
        this.places = places;
        this.lease = lease;
    }

    @Override
    public Ask ask(String model, int most, Priority priority) {
        return new LeasedAsk(model, most, priority == Priority.BACKGROUND);
    }

    @Override
    protected void work() {
        List<UUID> mine = List.copyOf(held);
        if (!mine.isEmpty()) {
            places.renew(mine, lease);
        }
        places.removeOver();
    }

    private final class LeasedAsk implements Ask {
        private final UUID id = UuidV7.next();
        private final String model;
        private final int usable;
        private final boolean background;
        /** When it was last noted, by server, that it stands in line there. */
        private final Map<String, Long> waits = new HashMap<>();

        /** Background calls leave a place free, so that nobody waits for the end of one. */
        LeasedAsk(String model, int most, boolean background) {
            this.model = model;
            this.usable = background ? Math.max(1, most - 1) : most;
            this.background = background;
        }

        @Override
        public boolean take(String server) {
            JdbcModelPlaces.Wanted wanted = new JdbcModelPlaces.Wanted(server, model, background);
            boolean taken = Uninterrupted.get(() -> places.take(id, wanted, usable, lease));
            if (taken) {
                held.add(id);
                endWait();
            } else if (isForgottenSoon(server)) {
                waits.put(server, System.nanoTime());
                Uninterrupted.run(() -> places.await(id, wanted, SEEN));
            }
            return taken;
        }

        private boolean isForgottenSoon(String server) {
            Long noted = waits.get(server);
            return noted == null || System.nanoTime() - noted > SEEN_AGAIN.toNanos();
        }

        @Override
        public void close() {
            endWait();
            if (held.remove(id)) {
                orLater(() -> places.giveBack(id));
            }
        }

        private void endWait() {
            if (!waits.isEmpty()) {
                waits.clear();
                orLater(() -> places.endWait(id));
            }
        }

        /** The answer must not be lost for it: rows that stay count for some seconds only. */
        private void orLater(Runnable removal) {
            try {
                Uninterrupted.run(removal);
            } catch (RuntimeException e) {
                LOG.warn("A place of model {} comes back a little later: {}", model, DatabaseTrouble.reason(e));
            }
        }
    }
}
