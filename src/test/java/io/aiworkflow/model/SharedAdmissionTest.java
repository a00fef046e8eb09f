package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places that other processes may have. */
class SharedAdmissionTest {
    private final ServerSlot one = StandInServer.slot("http://one", "+m");
    private final ServerSlot two = StandInServer.slot("http://two", "m");
    private final OfOthers others = new OfOthers();
    private final Admission admission = new Admission(1, 100, others);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aCallGoesToTheServerThatHasAPlaceAndCountsThere() {
        others.full.add("http://one");
        try (Place place = admission.admit(wish(TestModels.LONG, one, two))) {
            assertThat(place.server()).isSameAs(two);
            assertThat(one.calls().get()).isZero();
            assertThat(two.calls().get()).isEqualTo(1);
        }
        assertThat(two.calls().get()).isZero();
        assertThat(others.open.get()).isZero();
        assertThat(admission.view()).isEmpty();
    }

    @Test
    void aCallWaitsUntilAnotherProcessHasEndedOne() throws Exception {
        others.full.add("http://one");
        Future<Place> waiting = threads.submit(() -> admission.admit(wish(TestModels.LONG, one)));
        await().until(() -> others.refused.get() > 1);
        assertThat(waiting.isDone()).isFalse();
        others.full.clear();
        Place place = waiting.get();
        assertThat(place.server()).isSameAs(one);
        assertThat(place.waited()).isPositive();
        place.close();
        assertThat(admission.view()).isEmpty();
    }

    @Test
    void whoFindsNoPlaceInTimeOrIsStoppedLeavesNothingBehind() throws Exception {
        others.full.add("http://one");
        assertThatThrownBy(() -> admission.admit(wish(Duration.ofMillis(20), one)))
                .isInstanceOfSatisfying(ModelUnavailable.class, e -> {
                    assertThat(e.spendsAttempt()).isFalse();
                    assertThat(e.isFault()).isFalse();
                })
                .hasMessageContaining("this and other processes");
        int before = others.refused.get();
        Future<Place> stopped = threads.submit(() -> admission.admit(wish(TestModels.LONG, one)));
        await().until(() -> others.refused.get() > before);
        stopped.cancel(true);
        await().untilAsserted(() -> assertThat(admission.view()).isEmpty());
        assertThat(others.open.get()).isZero();
        assertThat(one.calls().get()).isZero();
    }

    private static Admission.Wish wish(Duration wait, ServerSlot... servers) {
        return new Admission.Wish("m", CallOrigin.interactive("ann"), wait, () -> List.of(servers), CallListener.NONE);
    }

    /** Other processes, which have all places of some servers. */
    private static final class OfOthers implements SharedPlaces {
        final Set<String> full = ConcurrentHashMap.newKeySet();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();

        @Override
        public Ask ask(String model, int most, Priority priority) {
            open.incrementAndGet();
            return new Ask() {
                @Override
                public boolean take(String server) {
                    boolean free = !full.contains(server);
                    refused.addAndGet(free ? 0 : 1);
                    return free;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }
}
