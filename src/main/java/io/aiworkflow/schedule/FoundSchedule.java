package io.aiworkflow.schedule;

import java.util.Optional;
import java.util.UUID;

/**
 * A schedule that was looked for by its name.
 *
 * @param isDeclared whether a file declares it
 * @param content empty if this process cannot read it, see {@link UnreadableSchedules}
 */
record FoundSchedule(UUID id, String name, String owner, boolean isDeclared, Optional<Schedule> content) {}
