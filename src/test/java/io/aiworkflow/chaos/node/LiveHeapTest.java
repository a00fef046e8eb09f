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
        double before = settled(share / 8);
        byte[] kept = new byte[BYTES];
        double with = LiveHeap.share().orElseThrow();
        Reference.reachabilityFence(kept);
        kept = null;
        double after = LiveHeap.share().orElseThrow();

        assertThat(with - before).isGreaterThan(share / 2);
        assertThat(with - after).isGreaterThan(share / 2);
    }

    /** What other tests of this process have left behind may take more than one collection to go. */
    private static double settled(double most) {
        double last = LiveHeap.share().orElseThrow();
        for (int look = 0; look < 20; look++) {
            double now = LiveHeap.share().orElseThrow();
            if (Math.abs(now - last) < most) {
                return now;
            }
            last = now;
        }
        throw new IllegalStateException("the heap of this process does not settle");
    }
}
