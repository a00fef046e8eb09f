package io.aiworkflow.waiting;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Category;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/** {@code delay:NAME}: the run goes on after some time. The body stays as it is. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "delay",
        title = "Delay",
        syntax = "delay:name",
        producerOnly = true,
        category = {Category.WORKFLOW},
        headersClass = Void.class)
public final class DelayEndpoint extends WaitingEndpoint {
    @UriParam(name = "for", description = "How long to wait, up to 366 days, as 90s, 5m, 1h or PT1H")
    private Duration length;

    @UriParam(description = "When to go on, as RFC 3339 time with offset")
    private String until;

    @UriParam(description = "The exchange variable that says how long to wait, as 5m or PT5M")
    private String variable;

    private Instant end;

    DelayEndpoint(String uri, WaitingComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    void validate() {
        super.validate();
        long given = Stream.of(Optional.ofNullable(length), Optional.ofNullable(until), Optional.ofNullable(variable))
                .filter(Optional::isPresent)
                .count();
        require(given == 1, "give one of 'for', 'until' and 'variable'");
        requireLength("for", length);
        end = until == null ? null : parse(until);
    }

    private Instant parse(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s: until must be a time such as 2027-01-31T08:00:00+01:00".formatted(label()), e);
        }
    }

    @Override
    void reach(Exchange exchange, WaitingPoints points) throws Exception {
        Optional<Duration> after = Optional.ofNullable(variable == null ? length : lengthOf(exchange));
        points.await(
                exchange,
                new WaitingPoint(
                        WaitingPoint.Kind.DELAY, getName(), after, Optional.ofNullable(end), Optional.empty()));
    }

    private Duration lengthOf(Exchange exchange) {
        Object value = exchange.getVariable(variable);
        try {
            Duration given = value instanceof String text
                    ? exchange.getContext().getTypeConverter().mandatoryConvertTo(Duration.class, text.strip())
                    : null;
            require(given != null, "it holds no text");
            requireLength("its value", given);
            return given;
        } catch (IllegalArgumentException | TypeConversionException | NoTypeConversionAvailableException e) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "%s: the variable '%s' must hold a duration such as 5m or PT5M, up to 366 days"
                            .formatted(label(), variable),
                    e);
        }
    }

    public void setFor(Duration length) {
        this.length = length;
    }

    public void setUntil(String until) {
        this.until = until;
    }

    public void setVariable(String variable) {
        this.variable = variable;
    }
}
