package io.aiworkflow.run;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Tells of many runs at once how far each has come. */
public interface RunCursors {
    /** The cursor of each run, be it unfinished or in the history; runs that do not exist are left out. */
    Map<UUID, RunCursor> of(Collection<UUID> runs);
}
