package io.aiworkflow.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UriText;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** When a workflow is started by itself, as its file declares it. Camel sets the values while it creates the endpoint. */
@UriParams
public final class ScheduleOptions {
    private static final String EVERY = "every ";

    @UriParam(
            label = "consumer",
            description = "When runs are started: a cron expression of Quartz, spaces as + or %20, or 'every 15m'")
    private String schedule;

    @UriParam(label = "consumer", defaultValue = "UTC", description = "The time zone of the cron expression")
    private String scheduleZone = "UTC";

    @UriParam(
            label = "consumer",
            defaultValue = "once",
            description = "What becomes of firings that were missed: skip, once, all (the latest ten) or all:N")
    private String scheduleMisfire = "once";

    @UriParam(
            label = "consumer",
            defaultValue = "skip",
            enums = "allow,skip,queue",
            description = "What a firing does while the run before it has not ended")
    private String scheduleOverlap = "skip";

    @UriParam(label = "consumer", defaultValue = "{}", description = "The input of the runs, as JSON")
    private String scheduleInput = "{}";

    /** @param require takes whether a rule is kept, and the rule */
    void validate(BiConsumer<Boolean, String> require) {
        check("schedule", this::timetable, require);
        check("scheduleZone", () -> Timetable.zone(scheduleZone), require);
        check("scheduleMisfire", this::misfire, require);
        check("scheduleOverlap", this::overlap, require);
        check("scheduleInput", this::input, require);
    }

    private static void check(String option, Supplier<?> value, BiConsumer<Boolean, String> require) {
        try {
            value.get();
        } catch (IllegalArgumentException e) {
            require.accept(false, option + ": " + e.getMessage());
        }
    }

    /** Empty when the workflow is not started by itself. Intervals are counted from the beginning of 1970 in UTC. */
    public Optional<Timetable> timetable() {
        if (schedule == null) {
            return Optional.empty();
        }
        String text = schedule.strip();
        Timetable timetable = text.startsWith(EVERY)
                ? Timetable.every(
                        Timetable.period(text.substring(EVERY.length()).strip()), Instant.EPOCH)
                : Timetable.cron(text, Timetable.zone(scheduleZone));
        return Optional.of(timetable);
    }

    public MisfireRule misfire() {
        return MisfireRule.of(scheduleMisfire);
    }

    public OverlapRule overlap() {
        return OverlapRule.of(scheduleOverlap);
    }

    /** What the runs are given. */
    public JsonNode input() {
        try {
            return scheduleInput == null
                    ? JsonNodeFactory.instance.objectNode()
                    : StrictJson.parse(UriText.decode(scheduleInput));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not valid JSON: " + StrictJson.reason(e), e);
        }
    }

    public void setSchedule(String schedule) {
        this.schedule = schedule;
    }

    public void setScheduleZone(String scheduleZone) {
        this.scheduleZone = scheduleZone;
    }

    public void setScheduleMisfire(String scheduleMisfire) {
        this.scheduleMisfire = scheduleMisfire;
    }

    public void setScheduleOverlap(String scheduleOverlap) {
        this.scheduleOverlap = scheduleOverlap;
    }

    public void setScheduleInput(String scheduleInput) {
        this.scheduleInput = scheduleInput;
    }
}
