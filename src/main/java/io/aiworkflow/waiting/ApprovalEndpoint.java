package io.aiworkflow.waiting;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Exchange;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/**
 * {@code approval:NAME}: the run goes on when a person has decided about the body. The body becomes the decision, who
 * made it and when, and the form that was filled in.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "approval",
        title = "Approval",
        syntax = "approval:name",
        producerOnly = true,
        category = {Category.WORKFLOW},
        headersClass = Void.class)
public final class ApprovalEndpoint extends WaitingEndpoint {
    private static final List<String> DEFAULTS = List.of("approve", "reject", "fail");
    private static final Pattern APPROVER =
            Pattern.compile("user|author|operator|admin|user:[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final int LONGEST_TITLE = 200;
    private static final long LARGEST_SUBJECT = 1024 * 1024;

    @UriParam(description = "What is asked, for people, up to 200 characters")
    private String title;

    @UriParam(
            defaultValue = "user",
            description =
                    "Who may decide: the least role (user, author, operator, admin) or user:NAME, separated by commas")
    private String approvers = "user";

    @UriParam(description = "JSON Schema of the fields to fill in, as schemas/FILE in the routes folder")
    private String form;

    @UriParam(description = "After which time onTimeout counts, up to 366 days; without it the run waits without end")
    private Duration timeout;

    @UriParam(
            defaultValue = "fail",
            enums = "approve,reject,fail",
            description = "What counts when nobody has decided in time")
    private String onTimeout;

    private JsonNode fields;

    ApprovalEndpoint(String uri, WaitingComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    void validate() {
        super.validate();
        require(
                title != null && !title.isBlank() && title.length() <= LONGEST_TITLE,
                "title must say what is asked, in up to 200 characters");
        for (String approver : approvers.split(",", -1)) {
            require(
                    APPROVER.matcher(approver.strip()).matches(),
                    "approvers are roles (user, author, operator, admin) or user:NAME, separated by commas");
        }
        requireLength("timeout", timeout);
        require(onTimeout == null || timeout != null, "onTimeout needs a timeout");
        require(onTimeout == null || DEFAULTS.contains(onTimeout), "onTimeout must be one of " + DEFAULTS);
        fields = form == null ? null : readForm();
    }

    private JsonNode readForm() {
        String text = ((WaitingComponent) getComponent()).resources().read(form);
        return DocumentSchema.parse(form, text).document();
    }

    @Override
    void reach(Exchange exchange, WaitingPoints points) throws Exception {
        JsonNode subject = MessageValues.toJson(exchange.getMessage().getBody());
        MessageValues.requireSize(StrictJson.write(subject), LARGEST_SUBJECT);
        String byDefault = onTimeout == null ? "fail" : onTimeout;
        Answer answer = points.await(
                exchange,
                new WaitingPoint(
                        WaitingPoint.Kind.APPROVAL,
                        getName(),
                        Optional.ofNullable(timeout),
                        Optional.empty(),
                        Optional.of(new WaitingPoint.Question(
                                title, subject, fields, approvers, timeout == null ? null : byDefault))));
        if (answer.isTimedOut() && byDefault.equals("fail")) {
            throw new PermanentException(ErrorCode.WAIT_TIMED_OUT, "%s: nobody has decided in time".formatted(label()));
        }
        exchange.getMessage().setBody(body(answer, byDefault));
    }

    private static Map<String, Object> body(Answer answer, String byDefault) {
        Map<String, Object> body = new LinkedHashMap<>();
        boolean timedOut = answer.isTimedOut();
        body.put(
                "decision",
                timedOut ? byDefault : answer.outcome().path("decision").asText());
        body.put("by", timedOut ? "timeout" : answer.by());
        body.put("at", answer.at().toString());
        body.put(
                "form", timedOut ? Map.of() : StrictJson.toJava(answer.outcome().path("form")));
        return body;
    }

    public void setTitle(String title) {
        this.title = title;
    }

    public void setApprovers(String approvers) {
        this.approvers = approvers;
    }

    public void setForm(String form) {
        this.form = form;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public void setOnTimeout(String onTimeout) {
        this.onTimeout = onTimeout;
    }
}
