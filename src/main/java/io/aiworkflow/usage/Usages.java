package io.aiworkflow.usage;

import java.util.List;
import java.util.UUID;

/** What calls to models have used, to be looked at. Who may look is for others to say. */
public interface Usages {
    /** In the order in which the steps first called. */
    List<StepUsage> ofRun(UUID run);

    /** The latest days first, then those who have used most. */
    List<UsageSum> sums(UsageQuestion question);

    /** All of it in one sum, however many there are. */
    UsageSum.Tokens total(UsageQuestion question);
}
