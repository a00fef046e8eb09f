package io.aiworkflow.worker;

import io.aiworkflow.run.EffectState;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.EffectMode;
import io.aiworkflow.workflow.WholeProcessing;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Producer;
import org.apache.camel.StreamCache;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The outside effect of one step. Its intent is committed before the step is executed, so that an effect whose outcome
 * nobody has written down is never simply made again.
 */
final class StepEffect {
    private final Attempt attempt;
    private final StepKey step;
    private final EffectMode mode;
    private final Optional<String> lookUp;
    private final String key;
    private boolean begun;

    StepEffect(Attempt attempt, StepKey step, EffectMode mode, Optional<String> lookUp) {
        this.attempt = attempt;
        this.step = step;
        this.mode = mode;
        this.lookUp = lookUp;
        this.key = EffectKey.of(attempt.claim().runId(), step);
    }

    /** Makes the effect, or takes what is there of it. */
    void make(Exchange exchange, AsyncProcessor steps) throws Exception {
        Optional<EffectState> earlier = begun ? Optional.empty() : attempt.effect(step);
        if (earlier.isPresent() && earlier.get() != EffectState.NOT_DONE) {
            if (mode == EffectMode.REVIEW || earlier.get() == EffectState.NEEDS_REVIEW) {
                throw attempt.awaitReview(step, key, "an earlier attempt was stopped or died while it was executed");
            }
            if (mode == EffectMode.LOOK_UP && isFound(exchange)) {
                return;
            }
            attempt.requireMayBegin();
        }
        Object outer = exchange.getProperty(EffectKey.PROPERTY);
        exchange.setProperty(EffectKey.PROPERTY, key);
        try {
            if (!begun) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted before the effect was begun");
                }
                attempt.intend(step, mode, key);
                begun = true;
            }
            WholeProcessing.process(steps, exchange);
        } finally {
            exchange.setProperty(EffectKey.PROPERTY, outer);
        }
    }

    /** Whether nobody can tell after this failure what became of the effect. */
    boolean isUnknownAfter(Throwable failure) {
        return begun && !EffectOutcome.isNotMade(failure);
    }

    /** Whether the effect was tried and certainly not made. */
    boolean isNotMadeAfter(Throwable failure) {
        return begun && EffectOutcome.isNotMade(failure);
    }

    /** Asks for a person where the mode says so. */
    Optional<ReviewNeeded> reviewAfter(String failure) {
        return mode == EffectMode.REVIEW ? Optional.of(attempt.awaitReview(step, key, failure)) : Optional.empty();
    }

    private boolean isFound(Exchange exchange) throws Exception {
        Exchange question = outside(exchange);
        question.setProperty(EffectKey.PROPERTY, key);
        question.setPattern(ExchangePattern.InOut);
        ask(question);
        if (question.getException() != null) {
            throw question.getException();
        }
        Object found = readable(question);
        if (isNothing(found)) {
            return false;
        }
        exchange.getMessage().setBody(found);
        return true;
    }

    /** Looking up is rare, so nothing is kept for it. */
    private void ask(Exchange question) throws Exception {
        Endpoint endpoint = question.getContext().getEndpoint(lookUp.orElseThrow());
        Producer producer = endpoint.createProducer();
        ServiceHelper.startService(producer);
        try {
            producer.process(question);
        } finally {
            ServiceHelper.stopAndShutdownService(producer);
        }
    }

    private static Object readable(Exchange question) {
        Object body = question.getMessage().getBody();
        boolean stream = body instanceof StreamCache || body instanceof InputStream;
        return stream ? question.getMessage().getBody(String.class) : body;
    }

    private static boolean isNothing(Object found) {
        return found == null
                || Boolean.FALSE.equals(found)
                || found instanceof CharSequence text && text.toString().isBlank()
                || found instanceof Collection<?> list && list.isEmpty()
                || found instanceof Map<?, ?> map && map.isEmpty();
    }

    /** A copy of the exchange that is not part of the run: nothing that happens to it is journalled. */
    private static Exchange outside(Exchange exchange) {
        Exchange copy = exchange.copy();
        copy.removeProperty(Attempt.PROPERTY);
        return copy;
    }
}
