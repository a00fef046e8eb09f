package io.aiworkflow.schedule;

import io.aiworkflow.workflow.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests with schedules on a database of their own. */
abstract class OnScheduleRig {
    static final Timetable EACH_SECOND = Timetable.cron("* * * * * ?", ZoneOffset.UTC);
    static final Timetable EACH_HOUR = Timetable.every(Duration.ofHours(1), Instant.EPOCH);

    ScheduleRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new ScheduleRig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    static void fireAll(FiringPass pass) {
        boolean more = true;
        while (more) {
            more = pass.fireDue();
        }
    }
}
