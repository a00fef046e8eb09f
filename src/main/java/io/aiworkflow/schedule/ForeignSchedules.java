package io.aiworkflow.schedule;

import io.aiworkflow.platform.ForeignThings;
import io.aiworkflow.platform.Submitter;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reports what somebody does to a schedule of somebody else, or of the engine. */
@Component
class ForeignSchedules {
    private final ForeignThings things;

    ForeignSchedules(ForeignThings things) {
        this.things = things;
    }

    /** @param action what was done, such as {@code pause} */
    void report(String action, FoundSchedule schedule, Submitter who) {
        if (!who.name().equals(schedule.owner())) {
            things.report("schedule:" + schedule.name(), Map.of("action", action, "owner", schedule.owner()));
        }
    }
}
