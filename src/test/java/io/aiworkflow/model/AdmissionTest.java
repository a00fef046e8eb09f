package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final ServerSlot server = StandInServer.slot("http://one", "m");
    private final Admission admission = new Admission(1, 100);
    /** Names of those that were admitted, in their order. */
    private final BlockingQueue<Admitted> admitted = new LinkedBlockingQueue<>();

    private final List<Thread> threads = new ArrayList<>();

    private record Admitted(String name, Place place) {}

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    @Test
    void usersTakeTurnsHoweverManyCallsOneOfThemHasWaiting() throws Exception {
        Place busy = admission.admit(wish("first", Priority.INTERACTIVE));
        for (int i = 1; i <= 4; i++) {
            enter("ann-" + i, "ann", Priority.INTERACTIVE);
        }
        enter("bob-1", "bob", Priority.INTERACTIVE);
        enter("bob-2", "bob", Priority.INTERACTIVE);
        enter("cid-1", "cid", Priority.INTERACTIVE);
        busy.close();
        assertThat(letAllIn(7)).containsExactly("ann-1", "bob-1", "cid-1", "ann-2", "bob-2", "ann-3", "ann-4");
    }

    @Test
    void interactiveCallsComeBeforeBackgroundOnes() throws Exception {
        Place busy = admission.admit(wish("first", Priority.INTERACTIVE));
        enter("background-1", "ann", Priority.BACKGROUND);
        enter("background-2", "bob", Priority.BACKGROUND);
        enter("interactive", "cid", Priority.INTERACTIVE);
        busy.close();
        assertThat(letAllIn(3)).containsExactly("interactive", "background-1", "background-2");
    }

    @Test
    void backgroundCallsGoOnHoweverManyInteractiveOnesThereAre() throws Exception {
        Place busy = admission.admit(wish("first", Priority.INTERACTIVE));
        enter("background-1", "ann", Priority.BACKGROUND);
        enter("background-2", "ann", Priority.BACKGROUND);
        for (int i = 1; i <= 17; i++) {
            enter("interactive-" + i, "bob", Priority.INTERACTIVE);
        }
        busy.close();
        List<String> order = letAllIn(19);
        assertThat(order.indexOf("background-1")).isEqualTo(8);
        assertThat(order.indexOf("background-2")).isEqualTo(17);
    }

    @Test
    void backgroundCallsLeaveAPlaceFree() {
        Admission three = new Admission(3, 100);
        Place one = three.admit(wish("ann", Priority.BACKGROUND));
        Place two = three.admit(wish("bob", Priority.BACKGROUND));
        assertThatThrownBy(() -> three.admit(wish("cid", Priority.BACKGROUND, Duration.ofMillis(20), server)))
                .isInstanceOf(ModelUnavailable.class);
        try (Place interactive = three.admit(wish("dan", Priority.INTERACTIVE))) {
            assertThat(interactive.server()).isSameAs(server);
        }
        one.close();
        two.close();
        assertThat(three.view()).isEmpty();
    }

    @Test
    void whoFindsNoPlaceIsToldWhenToComeBackAndSpendsNothing() {
        Place busy = admission.admit(wish("ann", Priority.BACKGROUND));
        assertThatThrownBy(() -> admission.admit(wish("bob", Priority.BACKGROUND, Duration.ofMillis(20), server)))
                .isInstanceOfSatisfying(ModelUnavailable.class, e -> {
                    assertThat(e.spendsAttempt()).isFalse();
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(2));
                    assertThat(e.isFault()).isFalse();
                })
                .hasMessageContaining("engine.model.max-concurrent");
        busy.close();
        assertThat(server.calls().get()).isZero();
    }

    @Test
    void positionAndForecastCanBeRead() throws Exception {
        List<QueuePlace> told = new CopyOnWriteArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void queued(QueuePlace place) {
                told.add(place);
            }
        };
        Place busy = admission.admit(wish("first", Priority.INTERACTIVE));
        enter("ann-1", "ann", Priority.INTERACTIVE);
        UUID run = UUID.randomUUID();
        CallOrigin bob = new CallOrigin("bob", Priority.BACKGROUND, Optional.of(run), "report", "ask", "");
        start("bob-1", new Admission.Wish("m", bob, TestModels.LONG, () -> List.of(server), listener));
        await().until(() -> waiting() == 2);
        assertThat(told).first().isEqualTo(new QueuePlace(2, Optional.empty()));
        busy.close();
        QueueView view = admission.view().get(0);
        assertThat(view.model()).isEqualTo("m:latest");
        assertThat(view.running()).isEqualTo(1);
        assertThat(view.usualMs()).isNotNull();
        QueueView.Waiting waiting = view.waiting().get(0);
        assertThat(waiting.position()).isEqualTo(1);
        assertThat(waiting.user()).isEqualTo("bob");
        assertThat(waiting.priority()).isEqualTo("background");
        assertThat(waiting.run()).isEqualTo(run);
        assertThat(waiting.forecastMs()).isNotNull();
        assertThat(letAllIn(2)).containsExactly("ann-1", "bob-1");
        await().untilAsserted(() -> assertThat(admission.view()).isEmpty());
    }

    @Test
    void moreThanMayWaitAreTurnedAwayAtOnce() throws Exception {
        Admission small = new Admission(1, 1);
        Place busy = small.admit(wish("ann", Priority.INTERACTIVE));
        Thread waiting = new Thread(() -> {
            try {
                small.admit(wish("bob", Priority.INTERACTIVE)).close();
            } catch (ModelCallCancelled e) {
                // The test ends it so.
            }
        });
        waiting.start();
        await().until(() -> small.view().get(0).waiting().size() == 1);
        assertThatThrownBy(() -> small.admit(wish("cid", Priority.INTERACTIVE)))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("engine.model.max-waiting");
        waiting.interrupt();
        waiting.join();
        busy.close();
        assertThat(small.view()).isEmpty();
    }

    @Test
    void aServerThatHasTheModelInMemoryComesFirstAndThenTheOneWithFewerCalls() {
        ServerSlot cold = StandInServer.slot("http://cold", "m");
        ServerSlot warm = StandInServer.slot("http://warm", "+m");
        Admission two = new Admission(2, 100);
        assertThat(two.admit(wish("a", Priority.INTERACTIVE, TestModels.LONG, cold, warm))
                        .server())
                .isSameAs(warm);
        assertThat(two.admit(wish("b", Priority.INTERACTIVE, TestModels.LONG, cold, warm))
                        .server())
                .isSameAs(warm);
        assertThat(two.admit(wish("c", Priority.INTERACTIVE, TestModels.LONG, cold, warm))
                        .server())
                .isSameAs(cold);
        ServerSlot other = StandInServer.slot("http://other", "m");
        assertThat(two.admit(wish("d", Priority.INTERACTIVE, TestModels.LONG, cold, other))
                        .server())
                .isSameAs(other);
    }

    @Test
    void aFailureWhileServersAreLookedForGivesNothingAway() {
        Place busy = admission.admit(wish("ann", Priority.INTERACTIVE));
        List<Integer> looks = new CopyOnWriteArrayList<>();
        Admission.Wish wish = new Admission.Wish(
                "m",
                CallOrigin.interactive("bob"),
                TestModels.LONG,
                () -> {
                    looks.add(1);
                    if (looks.size() > 1) {
                        throw new ModelUnavailable("gone");
                    }
                    return List.of(server);
                },
                CallListener.NONE);
        assertThatThrownBy(() -> admission.admit(wish)).hasMessage("gone");
        busy.close();
        assertThat(admission.view()).isEmpty();
        assertThat(server.calls().get()).isZero();
    }

    private List<String> letAllIn(int count) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Admitted next = admitted.take();
            names.add(next.name());
            next.place().close();
        }
        return names;
    }

    /** Begins to wait before the next one does. */
    private void enter(String name, String user, Priority priority) {
        int before = waiting();
        start(name, wish(user, priority));
        await().until(() -> waiting() == before + 1);
    }

    private void start(String name, Admission.Wish wish) {
        Thread thread = new Thread(() -> {
            try {
                admitted.add(new Admitted(name, admission.admit(wish)));
            } catch (ModelCallCancelled e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private int waiting() {
        return admission.view().stream().mapToInt(view -> view.waiting().size()).sum();
    }

    private Admission.Wish wish(String user, Priority priority) {
        return wish(user, priority, TestModels.LONG, server);
    }

    private static Admission.Wish wish(String user, Priority priority, Duration wait, ServerSlot... servers) {
        CallOrigin origin = new CallOrigin(user, priority, Optional.empty(), "", "", "");
        return new Admission.Wish("m", origin, wait, () -> List.of(servers), CallListener.NONE);
    }
}
