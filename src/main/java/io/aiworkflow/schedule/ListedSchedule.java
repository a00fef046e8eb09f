package io.aiworkflow.schedule;

import java.util.Optional;

/** A schedule with the last line of its ledger. */
record ListedSchedule(Schedule schedule, Optional<Firing> last) {}
