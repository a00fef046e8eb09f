package io.aiworkflow.knowledge;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** One thread for all indexes. Changes that come while it is busy are followed together. */
@Component
class BackgroundFollowing implements FollowingLater, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundFollowing.class);
    private static final long MOST_SECONDS_AT_THE_END = 5;

    private final IndexFollower follower;
    private final Set<EmbeddingSpace> waiting = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread following = new Thread(task, "index-following");
        following.setDaemon(true);
        return following;
    });

    BackgroundFollowing(IndexFollower follower) {
        this.follower = follower;
    }

    @Override
    public void follow(EmbeddingSpace space) {
        if (waiting.add(space)) {
            thread.execute(() -> followNow(space));
        }
    }

    private void followNow(EmbeddingSpace space) {
        // Before it is followed, so that a later change is never taken for one that was.
        waiting.remove(space);
        try {
            follower.caughtUp(space);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The vector index of model {} does not follow a deletion yet; the next search or repair makes up for it: {}",
                    space.model(),
                    e.getMessage());
        }
    }

    /** Not by an interrupt, which would close the files of an embedded index. */
    @Override
    public void destroy() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(MOST_SECONDS_AT_THE_END, TimeUnit.SECONDS)) {
            LOG.info("A vector index is left behind its documents; the next search follows");
        }
    }
}
