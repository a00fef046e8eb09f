package io.aiworkflow.run;

import java.util.Optional;

/** Which dead letters: of this workflow, failed in this step with this code. */
public record DeadLetterFilter(Optional<String> workflow, Optional<String> step, Optional<String> code) {}
