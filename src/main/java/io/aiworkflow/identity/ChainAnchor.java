package io.aiworkflow.identity;

/**
 * An event whose hash is known for sure, though the event itself may be gone.
 *
 * @param cut whether the chain begins after it: at the very start, or where retention has cut it
 */
record ChainAnchor(long id, boolean cut, String hash) {}
