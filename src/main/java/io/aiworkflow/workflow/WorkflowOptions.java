package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * What an author may set about how a workflow's runs are executed, with the defaults. Camel sets the values while it
 * creates the endpoint; nothing changes them after that.
 */
@UriParams
public final class WorkflowOptions {
    private static final List<String> ROLES = List.of("user", "author", "operator", "admin");
    private static final Duration MAX_DURATION = Duration.ofDays(1);
    private static final Duration MAX_RUN_TIMEOUT = Duration.ofDays(365);
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");
    static final int MAX_QUICK_TRIES = 2;
    private static final StepOptions NOTHING_SET = new StepOptions();

    @UriParam(label = "consumer", defaultValue = "10m", description = "How long one attempt may take, up to 24h")
    private Duration timeout = Duration.ofMinutes(10);

    @UriParam(
            label = "consumer",
            description = "How old a run may become, its waiting included, up to 365d; an older one fails for good")
    private Duration runTimeout;

    @UriParam(
            label = "consumer",
            description = "How long one execution of a step may take, up to 24h; no limit if not set")
    private Duration stepTimeout;

    @UriParam(
            label = "consumer",
            defaultValue = "2s",
            description = "The longest pause after a run's first failure; doubles with each further one")
    private Duration backOff = Duration.ofSeconds(2);

    @UriParam(label = "consumer", defaultValue = "5m", description = "The longest pause of all, up to 24h")
    private Duration maxBackOff = Duration.ofMinutes(5);

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description = "How often a step is tried again at once after a passing failure, 0 to 2")
    private int quickTries;

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

    @UriParam(
            label = "consumer",
            description =
                    "The model that answers when the one that a step asks is not there or fails; a step may name another")
    private String fallbackModel;

    @UriParam(
            label = "consumer",
            prefix = "step.",
            multiValue = true,
            description = "Options of single steps, as step.ID.OPTION")
    private final Map<String, StepOptions> steps = new TreeMap<>();

    /** Its own endpoint options, which Camel sets there. */
    private final ScheduleOptions schedule = new ScheduleOptions();

    /** @param require takes whether a rule is kept, and the rule */
    void validate(BiConsumer<Boolean, String> require) {
        requireDuration("timeout", timeout, require);
        requireDuration("stepTimeout", stepTimeout, require);
        requireDuration("backOff", backOff, require);
        requireDuration("maxBackOff", maxBackOff, require);
        require.accept(
                runTimeout == null || runTimeout.toMillis() >= 1 && runTimeout.compareTo(MAX_RUN_TIMEOUT) <= 0,
                "runTimeout must be between 1 millisecond and 365 days");
        require.accept(
                quickTries >= 0 && quickTries <= MAX_QUICK_TRIES,
                "quickTries must be between 0 and " + MAX_QUICK_TRIES);
        require.accept(attempts >= 1 && attempts <= 20, "attempts must be between 1 and 20");
        require.accept(concurrency >= 0 && concurrency <= 1000, "concurrency must be between 0 and 1000");
        require.accept(priority >= 1 && priority <= 9, "priority must be between 1 and 9");
        require.accept(ROLES.contains(role), "role must be one of " + ROLES);
        require.accept(
                fallbackModel == null || MODEL.matcher(fallbackModel).matches(),
                "fallbackModel must be the name of a model, such as llama3.2 or qwen3:4b");
        schedule.validate(require);
        steps.forEach((id, options) -> options.validate("step." + id + ".", require));
    }

    static void requireDuration(String option, Duration value, BiConsumer<Boolean, String> require) {
        require.accept(
                value == null || value.toMillis() >= 1 && value.compareTo(MAX_DURATION) <= 0,
                option + " must be between 1 millisecond and 24 hours");
    }

    /** How the step is executed; what is not set for it is taken from the workflow. */
    public StepPlan step(String id) {
        StepOptions own = steps.getOrDefault(id, NOTHING_SET);
        return new StepPlan(
                Optional.ofNullable(own.timeout()).or(() -> Optional.ofNullable(stepTimeout)),
                own.attempts() == null ? 0 : own.attempts(),
                new BackOff(
                        own.backOff() == null ? backOff : own.backOff(),
                        own.maxBackOff() == null ? maxBackOff : own.maxBackOff()),
                own.quickTries() == null ? quickTries : own.quickTries(),
                Optional.ofNullable(own.effect()),
                Optional.ofNullable(own.lookUp()));
    }

    /** When runs are started by themselves. */
    public ScheduleOptions schedule() {
        return schedule;
    }

    /** The ids of the steps for which something is set. */
    Set<String> stepIds() {
        return steps.keySet();
    }

    void putStep(String id, StepOptions options) {
        steps.put(id, options);
    }

    public Duration timeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    /** Empty for no limit. */
    public Optional<Duration> runTimeout() {
        return Optional.ofNullable(runTimeout);
    }

    public void setRunTimeout(Duration runTimeout) {
        this.runTimeout = runTimeout;
    }

    public void setStepTimeout(Duration stepTimeout) {
        this.stepTimeout = stepTimeout;
    }

    /** The pauses between the attempts of a run. */
    public BackOff backOff() {
        return new BackOff(backOff, maxBackOff);
    }

    public void setBackOff(Duration backOff) {
        this.backOff = backOff;
    }

    public void setMaxBackOff(Duration maxBackOff) {
        this.maxBackOff = maxBackOff;
    }

    public void setQuickTries(int quickTries) {
        this.quickTries = quickTries;
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

    /** Empty when a step whose model is not there fails, unless the step itself names another one. */
    public Optional<String> fallbackModel() {
        return Optional.ofNullable(fallbackModel);
    }

    public void setFallbackModel(String fallbackModel) {
        this.fallbackModel = fallbackModel;
    }
}
