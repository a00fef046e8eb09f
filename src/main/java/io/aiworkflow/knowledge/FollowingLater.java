package io.aiworkflow.knowledge;

/** Brings an index to where the documents are without making anybody wait for it. */
interface FollowingLater {
    /** Called after the change was committed. What cannot be done now is done by the next search or repair. */
    void follow(EmbeddingSpace space);
}
