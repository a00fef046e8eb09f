package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * What an author may set about how a workflow's runs are executed, with the defaults. Camel sets the values while it
 * creates the endpoint; nothing changes them after that.
 */
@UriParams
public final class WorkflowOptions {
    private static final List<String> ROLES = List.of("user", "author", "operator", "admin");
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    @UriParam(label = "consumer", defaultValue = "10m", description = "How long one attempt may take, up to 24h")
    private Duration timeout = Duration.ofMinutes(10);

    @UriParam(
            label = "consumer",
            defaultValue = "3",
            description = "How many attempts a run has, 1 to 20; waiting for an absent outside system spends none")
    private int attempts = 3;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description = "How many of its runs are executed at a time on all workers, up to 1000; 0 sets no limit")
    private int concurrency;

    @UriParam(
            label = "consumer",
            defaultValue = "5",
            description = "Which runs come first when workers are short, 1 (last) to 9 (first)")
    private int priority = 5;

    @UriParam(
            label = "consumer",
            defaultValue = "user",
            enums = "user,author,operator,admin",
            description = "The least role that may start runs; published in the catalogue")
    private String role = "user";

    @UriParam(
            label = "consumer",
            defaultValue = "resume",
            enums = "resume,restart,fail",
            description = "What becomes of an unfinished run whose version cannot be had any more")
    private OnChange onChange = OnChange.RESUME;

    /** @param require takes whether a rule is kept, and the rule */
    void validate(BiConsumer<Boolean, String> require) {
        require.accept(
                timeout.toMillis() >= 1 && timeout.compareTo(MAX_TIMEOUT) <= 0,
                "timeout must be between 1 millisecond and 24 hours");
        require.accept(attempts >= 1 && attempts <= 20, "attempts must be between 1 and 20");
        require.accept(concurrency >= 0 && concurrency <= 1000, "concurrency must be between 0 and 1000");
        require.accept(priority >= 1 && priority <= 9, "priority must be between 1 and 9");
        require.accept(ROLES.contains(role), "role must be one of " + ROLES);
    }

    public Duration timeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public int attempts() {
        return attempts;
    }

    public void setAttempts(int attempts) {
        this.attempts = attempts;
    }

    public int concurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public int priority() {
        return priority;
    }

    public void setPriority(int priority) {
        this.priority = priority;
    }

    public String role() {
        return role;
    }

    public void setRole(String role) {
        this.role = role;
    }

    public OnChange onChange() {
        return onChange;
    }

    public void setOnChange(OnChange onChange) {
        this.onChange = onChange;
    }
}
