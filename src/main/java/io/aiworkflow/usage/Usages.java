package io.aiworkflow.usage;

import java.util.List;
import java.util.UUID;

/** What calls to models have used, to be looked at. Who may look is for others to say. */
public interface Usages {
    /** In the order in which the steps first called. */
    List<StepUsage> ofRun(UUID run);

    /** Each call of the run, the earliest first, and no more than so many. */
    List<RunCall> callsOfRun(UUID run, int most);

    /** The latest days first, then those who have used most. */
    List<UsageSum> sums(UsageQuestion question);

    /** All of it in one sum, however many there are. */
    UsageSum.Tokens total(UsageQuestion question);
}
