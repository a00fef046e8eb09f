package io.aiworkflow.identity;

import java.util.Optional;

/**
 * What a verification of the audit has found.
 *
 * @param events how many events were looked at
 * @param last the number of the last sound event
 * @param hash its hash; with the number beside it, noted outside of the database, it proves later that nothing before it
 *     was changed
 * @param broken the first event that is not as it was written
 */
public record ChainReport(long events, long last, String hash, Optional<Broken> broken) {
    /** Whether everything is as it was written. */
    public boolean isIntact() {
        return broken.isEmpty();
    }

    /**
     * @param id the number of the event
     * @param reason what is wrong with it
     */
    public record Broken(long id, String reason) {}
}
