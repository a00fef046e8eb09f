package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSecurityEventsIT {
    private static final int THREADS = 8;
    private static final int EVENTS = 1000;

    private static TestAudit audit;

    private final SecurityEvents events = audit.process();

    @BeforeAll
    static void open() {
        audit = new TestAudit();
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    @BeforeEach
    void startEmpty() {
        audit.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update security_events set actor = 'nobody'",
                "update security_events set actor = 'nobody' where false",
                "delete from security_events",
                "delete from security_events where id = 1",
                "truncate security_events",
                "update security_event_anchor set id = 5",
                "delete from security_event_anchor",
                "truncate security_event_anchor, security_events",
                "merge into security_events e using (values (1)) v (id) on e.id = v.id when matched then delete"
            })
    void nothingIsEverChangedOrRemovedByAnybody(String statement) {
        events.record(TestAudit.login("ada"));
        assertThatThrownBy(() -> audit.run(statement)).rootCause().hasMessageContaining("is append-only");
        // A superuser who switches ordinary triggers off is refused too.
        assertThatThrownBy(() -> audit.transaction().executeWithoutResult(status -> {
                    audit.run("set local session_replication_role = replica");
                    audit.run(statement);
                }))
                .rootCause()
                .hasMessageContaining("is append-only");
        assertThat(audit.all()).extracting(StoredSecurityEvent::actor).containsExactly("ada");
    }

    @Test
    void anEventIsKeptAsItWasToldWithItsTimeAndPlace() {
        Map<String, String> details = Map.of("reason", "wrong password", "tries", "3");
        events.record(new SecurityEvent(Type.LOGIN, "ada", "account:ada", "192.0.2.7", Outcome.FAILURE, details));
        assertThat(audit.all()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(1);
            assertThat(event.type()).isEqualTo("login");
            assertThat(event.actor()).isEqualTo("ada");
            assertThat(event.target()).isEqualTo("account:ada");
            assertThat(event.address()).isEqualTo("192.0.2.7");
            assertThat(event.outcome()).isEqualTo("failure");
            assertThat(event.details().get("reason").asText()).isEqualTo("wrong password");
            assertThat(event.details().get("tries").asText()).isEqualTo("3");
            assertThat(event.previousHash()).isEqualTo("0".repeat(64));
            assertThat(event.hash()).matches("[0-9a-f]{64}");
        });
        assertThat(audit.database()
                        .sql("select created_at between now() - interval '1 minute' and now() from security_events")
                        .query(Boolean.class)
                        .single())
                .as("the time is the database's")
                .isTrue();
    }

    /** Whoever writes to the table itself cannot choose number, time or hash. */
    @Test
    void aRowThatIsInsertedByHandTakesItsPlaceInTheChainToo() {
        events.record(TestAudit.login("ada"));
        audit.run("""
                insert into security_events (id, created_at, type, actor, target, address, outcome, details, previous_hash, hash)
                values (7, 'epoch', 'login', 'eve', '', '', 'success', '{}', 'x', 'y')""");
        assertThat(audit.all()).extracting(StoredSecurityEvent::id).containsExactly(2L, 1L);
        assertThat(audit.log.verify().isIntact()).isTrue();
    }

    @Test
    void anEventOfATransactionIsWrittenWithItOrNotAtAll() {
        audit.transaction().executeWithoutResult(status -> {
            events.record(TestAudit.login("rolled back"));
            status.setRollbackOnly();
        });
        audit.transaction().executeWithoutResult(status -> {
            events.record(TestAudit.login("first"));
            events.record(TestAudit.login("second"));
        });
        assertThat(audit.all())
                .extracting(StoredSecurityEvent::actor, StoredSecurityEvent::id)
                .containsExactly(tuple("second", 2L), tuple("first", 1L));
        assertThat(drafts()).isZero();
    }

    @Test
    void theChainHoldsForEventsOfManyThreadsAmongRolledBackTransactions() throws Exception {
        long start = System.nanoTime();
        inThreads(number -> {
            for (int i = 0; i < EVENTS / THREADS; i++) {
                SecurityEvent event = TestAudit.login("thread-%d-%d".formatted(number, i));
                if (i % 3 == 0) {
                    audit.transaction().executeWithoutResult(status -> {
                        events.record(TestAudit.login("never"));
                        status.setRollbackOnly();
                    });
                }
                if (i % 2 == 0) {
                    audit.transaction().executeWithoutResult(status -> events.record(event));
                } else {
                    events.record(event);
                }
            }
        });
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        System.out.printf(
                "%d events and %d rolled back ones by %d threads in %d ms%n", EVENTS, EVENTS / 3, THREADS, millis);

        List<StoredSecurityEvent> written = audit.all();
        assertThat(written)
                .extracting(StoredSecurityEvent::id)
                .containsExactlyElementsOf(LongStream.iterate(EVENTS, id -> id - 1)
                        .limit(EVENTS)
                        .boxed()
                        .toList());
        assertThat(written).extracting(StoredSecurityEvent::actor).doesNotHaveDuplicates();
        assertThat(written).extracting(StoredSecurityEvent::createdAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
        ChainReport report = audit.log.verify();
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(EVENTS);
        assertThat(report.hash()).isEqualTo(written.get(0).hash());
        assertThat(drafts()).isZero();
    }

    /** The first transaction has recorded an event and waits for a row that the second holds, which records one too. */
    @Test
    void transactionsThatRecordDoNotWaitForEachOthersEnd() throws Exception {
        audit.run("create table if not exists shared_row (id integer primary key, n integer)");
        audit.run("insert into shared_row values (1, 0) on conflict do nothing");
        CountDownLatch rowIsHeld = new CountDownLatch(1);
        CountDownLatch eventIsRecorded = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(() -> audit.transaction().executeWithoutResult(status -> {
                await(rowIsHeld);
                events.record(TestAudit.login("first"));
                eventIsRecorded.countDown();
                audit.run("update shared_row set n = n + 1");
            }));
            Future<?> second = threads.submit(() -> audit.transaction().executeWithoutResult(status -> {
                audit.run("update shared_row set n = n + 1");
                rowIsHeld.countDown();
                await(eventIsRecorded);
                events.record(TestAudit.login("second"));
            }));
            second.get(20, TimeUnit.SECONDS);
            first.get(20, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(audit.all()).extracting(StoredSecurityEvent::actor).containsExactly("first", "second");
        assertThat(audit.log.verify().isIntact()).isTrue();
    }

    @Test
    void twoProcessesWriteOneChain() throws Exception {
        List<SecurityEvents> processes = List.of(events, audit.process());
        inThreads(number -> {
            for (int i = 0; i < 10; i++) {
                processes.get(number % 2).record(TestAudit.login("process-%d-%d".formatted(number, i)));
            }
        });
        assertThat(audit.log.verify()).satisfies(report -> {
            assertThat(report.broken()).isEmpty();
            assertThat(report.events()).isEqualTo(10L * THREADS);
        });
    }

    private static long drafts() {
        return audit.database()
                .sql("select count(*) from security_event_draft")
                .query(Long.class)
                .single();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void inThreads(IntConsumer work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                tasks.add(() -> {
                    work.accept(number);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
