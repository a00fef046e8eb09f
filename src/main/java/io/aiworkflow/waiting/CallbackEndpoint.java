package io.aiworkflow.waiting;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Category;
import org.apache.camel.Exchange;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/**
 * {@code callback:NAME}: the run goes on when something outside has posted to a signed address. With
 * {@code action=open} the body becomes this address; without it the body becomes what was posted.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "callback",
        title = "Callback",
        syntax = "callback:name",
        producerOnly = true,
        category = {Category.WORKFLOW},
        headersClass = Void.class)
public final class CallbackEndpoint extends WaitingEndpoint {
    private static final List<String> ACTIONS = List.of("wait", "open");
    private static final List<String> DEFAULTS = List.of("fail", "continue");

    @UriParam(
            defaultValue = "wait",
            enums = "wait,open",
            description = "Whether to wait for the post, or to take the address for it as body")
    private String action = "wait";

    @UriParam(description = "After which time onTimeout counts, up to 366 days; without it the run waits without end")
    private Duration timeout;

    @UriParam(
            defaultValue = "fail",
            enums = "fail,continue",
            description =
                    "Whether the run fails when nothing came in time, or goes on with {\"timedOut\": true} as body")
    private String onTimeout;

    CallbackEndpoint(String uri, WaitingComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    void validate() {
        super.validate();
        require(ACTIONS.contains(action), "action must be one of " + ACTIONS);
        require(action.equals("wait") || timeout == null, "the timeout belongs to where the run waits");
        requireLength("timeout", timeout);
        require(onTimeout == null || timeout != null, "onTimeout needs a timeout");
        require(onTimeout == null || DEFAULTS.contains(onTimeout), "onTimeout must be one of " + DEFAULTS);
    }

    @Override
    void reach(Exchange exchange, WaitingPoints points) throws Exception {
        exchange.getMessage()
                .setBody(action.equals("open") ? points.open(exchange, getName()) : await(exchange, points));
    }

    private Object await(Exchange exchange, WaitingPoints points) throws Exception {
        Answer answer = points.await(
                exchange,
                new WaitingPoint(
                        WaitingPoint.Kind.CALLBACK,
                        getName(),
                        Optional.ofNullable(timeout),
                        Optional.empty(),
                        Optional.empty()));
        if (!answer.isTimedOut()) {
            return StrictJson.toJava(answer.outcome());
        }
        if ("continue".equals(onTimeout)) {
            return Map.of("timedOut", true);
        }
        throw new PermanentException(ErrorCode.WAIT_TIMED_OUT, "%s: nothing was posted in time".formatted(label()));
    }

    public void setAction(String action) {
        this.action = action;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public void setOnTimeout(String onTimeout) {
        this.onTimeout = onTimeout;
    }
}
