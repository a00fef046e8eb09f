package io.aiworkflow.worker;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.run.StepKey;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Work within a run belongs to whoever has submitted it. It is urgent if its workflow comes before the usual ones. */
@Component
class RunOrigin implements WorkOrigin {
    static final int URGENT_FROM = 6;

    @Override
    public Work of(Exchange exchange) {
        return Attempt.of(exchange)
                .map(attempt -> within(attempt, exchange))
                .orElseGet(() -> Work.outsideOfRuns(
                        exchange.getProperty(Submitter.PROPERTY, Submitter.ENGINE, Submitter.class)));
    }

    @Override
    public Optional<Stop> stop(Exchange exchange) {
        return Attempt.of(exchange)
                .flatMap(attempt -> attempt.signal(exchange).reason())
                .map(reason -> reason.isFailure() ? Stop.OUT_OF_TIME : Stop.GIVEN_UP);
    }

    private static Work within(Attempt attempt, Exchange exchange) {
        StepKey step = Attempt.stepAt(exchange);
        return new Work(
                attempt.claim().submitter(),
                Optional.of(attempt.claim().runId()),
                attempt.claim().workflow(),
                step.step(),
                step.occurrence(),
                attempt.held().options().priority() >= URGENT_FROM,
                attempt.held().options().fallbackModel());
    }
}
