package io.aiworkflow.identity;

import io.aiworkflow.platform.Sha256;

/**
 * One event as a part of the chain.
 *
 * @param hash what the row says
 * @param content the lines that were hashed, without the hash of the event before
 */
record ChainLink(long id, String previousHash, String hash, String content) {
    /** Calculated here and not by the database, whose functions somebody may have changed. */
    boolean isSound() {
        return Sha256.hex(previousHash + "\n" + content).equals(hash);
    }
}
