package io.aiworkflow.routing;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/**
 * Which steps authors may use, and with which options: none that names a bean, a class or a thread pool. It
 * holds no logic.
 */
final class StepPolicy {
    private StepPolicy() {}

    /** The steps, with what each may be given beside its expression and what all have. */
    static final Map<String, Set<String>> OPTIONS = Map.ofEntries(
            entry("bean", Set.of("ref", "method")),
            entry("choice", Set.of("when", "otherwise")),
            entry("convertBodyTo", Set.of("type", "charset", "mandatory")),
            entry("delay", Set.of()),
            entry("doCatch", Set.of("exception", "onWhen", "steps")),
            entry("doFinally", Set.of("steps")),
            entry("doTry", Set.of("steps", "doCatch", "doFinally")),
            entry("enrich", Set.of("aggregationStrategy", "variableReceive", "variableSend")),
            entry("filter", Set.of("steps")),
            entry("kamelet", Set.of("name", "parameters", "steps")),
            entry("log", Set.of("message", "loggingLevel")),
            entry("loop", Set.of("steps", "copy", "doWhile")),
            entry("marshal", Set.of()),
            entry(
                    "multicast",
                    Set.of("steps", "aggregationStrategy", "parallelProcessing", "stopOnException", "streaming")),
            entry("pipeline", Set.of("steps")),
            entry("recipientList", Set.of("aggregationStrategy", "parallelProcessing", "stopOnException", "streaming")),
            entry("removeHeader", Set.of("name")),
            entry("removeHeaders", Set.of("pattern", "excludePattern")),
            entry("removeProperties", Set.of("pattern", "excludePattern")),
            entry("removeProperty", Set.of("name")),
            entry("removeVariable", Set.of("name")),
            entry("setBody", Set.of()),
            entry("setHeader", Set.of("name")),
            entry("setHeaders", Set.of("headers")),
            entry("setProperty", Set.of("name")),
            entry("setVariable", Set.of("name")),
            entry("setVariables", Set.of("variables")),
            entry("sort", Set.of()),
            entry(
                    "split",
                    Set.of(
                            "steps",
                            "aggregationStrategy",
                            "delimiter",
                            "parallelProcessing",
                            "stopOnException",
                            "streaming")),
            entry("step", Set.of("steps")),
            entry("stop", Set.of()),
            entry("throttle", Set.of("timePeriodMillis", "rejectExecution", "mode")),
            entry("throwException", Set.of("exceptionType", "message")),
            entry("to", Set.of("uri", "parameters", "pattern", "variableReceive", "variableSend")),
            entry("toD", Set.of("uri", "variableReceive", "variableSend")),
            entry("transform", Set.of()),
            entry("unmarshal", Set.of()),
            entry("validate", Set.of()),
            entry("wireTap", Set.of("uri", "parameters", "copy", "variableReceive", "variableSend")));

    static final Set<String> COMMON_OPTIONS = Set.of("id", "description", "note", "disabled", "expression");

    static final Map<String, String> REASONS = Map.ofEntries(
            entry("routingSlip", "an address that is computed from data can be steered by whoever sends the data"),
            entry("dynamicRouter", "an address that is computed from data can be steered by whoever sends the data"),
            entry("pollEnrich", "it waits for a source that no run controls"),
            entry("poll", "it waits for a source that no run controls"),
            entry("script", "scripts are not allowed; write a bean"),
            entry("process", "call a bean's method with 'bean'"),
            entry("aggregate", "its groups are lost when the engine stops; 'split' has an aggregationStrategy"),
            entry("resequence", "its messages are lost when the engine stops"),
            entry("threads", "a run stays on the thread that executes it"),
            entry("saga", "runs are durable by their steps"),
            entry("transacted", "no transaction is open while a workflow runs"),
            entry("idempotentConsumer", "runs are idempotent by their key, steps by the journal"));

    static boolean allows(String step) {
        return OPTIONS.containsKey(step);
    }
}
