package io.aiworkflow.run;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The runs that whoever asks may see: those he has submitted, and for operators all. Others are not there for him. */
@Component
public class VisibleRuns {
    private final Runs runs;
    private final CurrentSubmitter current;

    VisibleRuns(Runs runs, CurrentSubmitter current) {
        this.runs = runs;
        this.current = current;
    }

    /** @throws io.aiworkflow.failure.PermanentException RUN_NOT_FOUND, also for the run of somebody else */
    public Run find(UUID id) {
        Run run = runs.find(id);
        if (isVisible(run.submitter())) {
            return run;
        }
        throw Runs.notFound(id);
    }

    public boolean isVisible(String submitter) {
        return submitters().map(submitter::equals).orElse(true);
    }

    /** Whose runs are to be listed; empty for everybody's. */
    public Optional<String> submitters() {
        Submitter who = current.get();
        return who.role().includes(UserRole.OPERATOR) ? Optional.empty() : Optional.of(who.name());
    }
}
