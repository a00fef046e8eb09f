package io.aiworkflow.workflow;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * What an author may set for one step, as {@code step.ID.OPTION} beside the options of the workflow. What is not set is
 * taken from the workflow.
 */
@UriParams
public final class StepOptions {
    @UriParam(label = "consumer", description = "How long one execution of the step may take, up to 24h")
    private Duration timeout;

    @UriParam(
            label = "consumer",
            description =
                    "How often the step is tried before the run has failed, 1 to 100; spends none of the run's attempts")
    private Integer attempts;

    @UriParam(
            label = "consumer",
            description = "The longest pause after the first failure; doubles with each further one")
    private Duration backOff;

    @UriParam(label = "consumer", description = "The longest pause of all, up to 24h")
    private Duration maxBackOff;

    @UriParam(
            label = "consumer",
            description = "How often the step is tried again at once after a passing failure, 0 to 2")
    private Integer quickTries;

    @UriParam(
            label = "consumer",
            enums = "keyed,look-up,review",
            description =
                    "Set for a step with an outside effect: what is done when it is not known whether it was made")
    private EffectMode effect;

    @UriParam(
            label = "consumer",
            description = "With effect=look-up the route of the same file that finds an earlier effect, as direct:NAME")
    private String lookUp;

    void validate(String prefix, BiConsumer<Boolean, String> require) {
        WorkflowOptions.requireDuration(prefix + "timeout", timeout, require);
        WorkflowOptions.requireDuration(prefix + "backOff", backOff, require);
        WorkflowOptions.requireDuration(prefix + "maxBackOff", maxBackOff, require);
        require.accept(
                attempts == null || attempts >= 1 && attempts <= 100, prefix + "attempts must be between 1 and 100");
        require.accept(
                quickTries == null || quickTries >= 0 && quickTries <= WorkflowOptions.MAX_QUICK_TRIES,
                prefix + "quickTries must be between 0 and " + WorkflowOptions.MAX_QUICK_TRIES);
        require.accept(
                (effect == EffectMode.LOOK_UP) == (lookUp != null),
                prefix + "lookUp stands beside " + prefix + "effect=look-up, and that needs it");
        require.accept(
                lookUp == null || lookUp.startsWith("direct:"),
                prefix + "lookUp must name a route of the same file as direct:NAME");
    }

    public Duration timeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public Integer attempts() {
        return attempts;
    }

    public void setAttempts(Integer attempts) {
        this.attempts = attempts;
    }

    public Duration backOff() {
        return backOff;
    }

    public void setBackOff(Duration backOff) {
        this.backOff = backOff;
    }

    public Duration maxBackOff() {
        return maxBackOff;
    }

    public void setMaxBackOff(Duration maxBackOff) {
        this.maxBackOff = maxBackOff;
    }

    public Integer quickTries() {
        return quickTries;
    }

    public void setQuickTries(Integer quickTries) {
        this.quickTries = quickTries;
    }

    public EffectMode effect() {
        return effect;
    }

    public void setEffect(EffectMode effect) {
        this.effect = effect;
    }

    public String lookUp() {
        return lookUp;
    }

    public void setLookUp(String lookUp) {
        this.lookUp = lookUp;
    }
}
