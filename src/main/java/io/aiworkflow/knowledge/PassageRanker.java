package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Work;
import java.util.List;
import java.util.Optional;

/** Lets a model that reads question and passages together say how well they fit. */
public interface PassageRanker {
    /**
     * A mark from 0 to 10 for each passage, in their order; empty when no model can give them now.
     *
     * @param passages the passages as numbered blocks
     * @param question the question as a block
     * @param count how many passages there are
     * @param work for whom and for what, which is what the tokens are counted for
     */
    Optional<List<Integer>> marks(String passages, String question, int count, Work work);
}
