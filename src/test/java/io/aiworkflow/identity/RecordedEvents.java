package io.aiworkflow.identity;

import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Keeps security events in memory, those of a transaction once it is committed, as the audit would. */
final class RecordedEvents implements SecurityEvents {
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void record(SecurityEvent event) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            events.add(event);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                events.add(event);
            }
        });
    }

    /** What was recorded since the last look, one line each: type, outcome, actor, target and the reason of a refusal. */
    List<String> take() {
        List<String> lines = events.stream()
                .map(event -> "%s %s %s %s%s"
                        .formatted(
                                event.type().wireName(),
                                event.outcome().wireName(),
                                event.actor(),
                                event.target(),
                                event.details().containsKey("reason")
                                        ? " " + event.details().get("reason")
                                        : ""))
                .toList();
        events.clear();
        return lines;
    }

    List<SecurityEvent> all() {
        return List.copyOf(events);
    }

    void clear() {
        events.clear();
    }
}
