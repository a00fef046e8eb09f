package io.aiworkflow.run;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in what has happened to a run: everything up to these numbers of its rows is known. Its text form is the id of
 * an event that was sent to a caller, so that any process can go on from there.
 *
 * @param revision of the run itself
 * @param step the number of the last journal line
 * @param progress the number of the last report of progress
 */
public record RunCursor(long revision, long step, long progress) {
    /** Before everything: a new run has revision 0. */
    public static final RunCursor START = new RunCursor(-1, 0, 0);

    private static final Pattern TEXT = Pattern.compile("r(-?\\d{1,18})\\.s(\\d{1,18})\\.p(\\d{1,18})");

    /** The cursor that {@link #toString} has written; empty for anything else. */
    public static Optional<RunCursor> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new RunCursor(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** Whether the other one knows of something that is new here. */
    public boolean isBehind(RunCursor other) {
        return revision < other.revision || step < other.step || progress < other.progress;
    }

    public RunCursor atRevision(long number) {
        return new RunCursor(number, step, progress);
    }

    public RunCursor atStep(long number) {
        return new RunCursor(revision, number, progress);
    }

    public RunCursor atProgress(long number) {
        return new RunCursor(revision, step, number);
    }

    @Override
    public String toString() {
        return "r%d.s%d.p%d".formatted(revision, step, progress);
    }
}
