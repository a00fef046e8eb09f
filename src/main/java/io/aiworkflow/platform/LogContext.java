package io.aiworkflow.platform;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.MDC;

/**
 * Tells what the log lines of this thread are about, in the logs that are written as JSON: the run, its workflow and step,
 * the user, and the trace. Each name is a member there, such as {@code run.id}.
 */
public final class LogContext {
    public static final String RUN = "run.id";
    public static final String WORKFLOW = "run.workflow";
    public static final String STEP = "run.step";
    public static final String USER = "user.name";
    public static final String TRACE = "trace.id";
    public static final String SPAN = "span.id";

    private final List<Runnable> undo = new ArrayList<>(4);

    private LogContext() {}

    /** What the lines are about until the result is closed, on this thread; then it is as it was before. */
    public static LogContext open() {
        return new LogContext();
    }

    /** @param value null for that there is none */
    public LogContext with(String name, String value) {
        String before = MDC.get(name);
        undo.add(() -> set(name, before));
        set(name, value);
        return this;
    }

    private static void set(String name, String value) {
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }

    /** Makes it as it was before, on the same thread. */
    public void close() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            undo.get(i).run();
        }
    }
}
