package io.aiworkflow.worker;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.PublicAddressProperties;
import io.aiworkflow.platform.UuidV7;
import io.aiworkflow.run.CallbackTokens;
import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.ResolvedWait;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.WaitKey;
import io.aiworkflow.run.WaitReason;
import io.aiworkflow.run.WaitStore;
import io.aiworkflow.waiting.Answer;
import io.aiworkflow.waiting.WaitingPoint;
import io.aiworkflow.waiting.WaitingPoints;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Lets the runs of routes wait: a point whose answer is not there yet ends the attempt. */
@Component
class RouteWaits implements WaitingPoints {
    /** A variable, since nothing else leaves the step in which a callback may have been opened. */
    private static final String OPENED = "callback.";

    private final WaitStore store;
    private final CallbackTokens tokens;
    private final PublicAddressProperties address;

    RouteWaits(WaitStore store, CallbackTokens tokens, PublicAddressProperties address) {
        this.store = store;
        this.tokens = tokens;
        this.address = address;
    }

    @Override
    public Answer await(Exchange exchange, WaitingPoint point) throws RunSuspended {
        WaitReason kind = WaitReason.valueOf(point.kind().name());
        Attempt attempt = attempt(exchange, kind, point.name());
        StepKey key = kind == WaitReason.CALLBACK
                ? opened(exchange, point.name())
                : key(attempt, exchange, kind, point.name());
        Optional<ResolvedWait> resolved = attempt.waits()
                .resolved(
                        new WaitKey(kind, key),
                        () -> store.resolved(attempt.claim().runId()));
        if (resolved.isPresent()) {
            ResolvedWait end = resolved.get();
            return new Answer(end.outcome(), end.by(), end.at());
        }
        throw attempt.waits()
                .suspend(
                        exchange,
                        new PendingWait(
                                UuidV7.next(),
                                kind,
                                key,
                                point.after(),
                                point.until(),
                                Optional.empty(),
                                point.question().map(RouteWaits::request)),
                        null);
    }

    @Override
    public String open(Exchange exchange, String name) {
        Attempt attempt = attempt(exchange, WaitReason.CALLBACK, name);
        StepKey key = key(attempt, exchange, WaitReason.CALLBACK, name);
        UUID wait = store.open(attempt.claim(), key);
        exchange.setVariable(OPENED + name, key.occurrence());
        return address.of("/api/v1/callbacks/" + tokens.sign(wait));
    }

    private static StepKey key(Attempt attempt, Exchange exchange, WaitReason kind, String name) {
        return new StepKey(
                name, attempt.nextKey(exchange, kind.wireName() + ":" + name).occurrence());
    }

    private static StepKey opened(Exchange exchange, String name) {
        Object occurrence = exchange.getVariable(OPENED + name);
        if (occurrence == null) {
            throw refused(
                    WaitReason.CALLBACK,
                    name,
                    "nobody knows its address yet; send to callback:%s?action=open before it".formatted(name));
        }
        return new StepKey(name, occurrence.toString());
    }

    private static Attempt attempt(Exchange exchange, WaitReason kind, String name) {
        Optional<Attempt> attempt = Attempt.of(exchange);
        if (attempt.isEmpty()) {
            throw refused(kind, name, "only a run can wait; start one by sending to workflow:NAME");
        }
        if (OutsideOfRun.contains(exchange)) {
            throw refused(kind, name, "a run cannot wait in a wireTap, which is no part of it");
        }
        return attempt.get();
    }

    private static PermanentException refused(WaitReason kind, String name, String reason) {
        return new PermanentException(ErrorCode.WORKFLOW_FAILED, "%s:%s: %s".formatted(kind.wireName(), name, reason));
    }

    private static PendingWait.Request request(WaitingPoint.Question question) {
        return new PendingWait.Request(
                question.title(), question.subject(), question.form(), question.approvers(), question.onTimeout());
    }
}
