package io.aiworkflow.chaos.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    private static final int BYTES = 48 << 20;

    /** What is kept for long must count too, wherever the collector has moved it. */
    @Test
    void countsWhatIsNeededAndNotWhatIsLeftBehind() {
        double share = (double) BYTES / Runtime.getRuntime().maxMemory();
        double before = LiveHeap.share().orElseThrow();
        byte[] kept = new byte[BYTES];
        double with = LiveHeap.share().orElseThrow();
        Reference.reachabilityFence(kept);
        kept = null;
        double after = LiveHeap.share().orElseThrow();

        assertThat(with - before).isGreaterThan(share / 2);
        assertThat(with - after).isGreaterThan(share / 2);
    }
}
