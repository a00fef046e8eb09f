package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.Timetable;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** What a schedule that somebody asks for must be like. */
@Component
class ScheduleRules {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 63;
    /** All that is due at a moment is in memory at once, and in the list too. */
    private static final int LARGEST_INPUT = 64 * 1024;

    private final WorkflowCatalogue catalogue;
    private final SchedulesProperties properties;

    ScheduleRules(WorkflowCatalogue catalogue, SchedulesProperties properties) {
        this.catalogue = catalogue;
        this.properties = properties;
    }

    void checkName(ScheduleRequest request, String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            request.refuse("name", "lower-case letters, digits and single hyphens, at most 63 characters");
        } else if (catalogue.current(name).isPresent()) {
            request.refuse(
                    "name", "this is a workflow's name, which is kept for the schedule that its file may declare");
        }
    }

    /** Which one it is, and whether the input fits; what somebody may not start is not there for him. */
    void checkWorkflow(ScheduleRequest request, String name, JsonNode input, Submitter who) {
        Optional<WorkflowDefinition> workflow = catalogue
                .current(name)
                .map(loaded -> loaded.definition())
                .filter(found -> who.role().includes(found.role()));
        if (workflow.isEmpty()) {
            request.refuse("workflow", "there is no such workflow; GET /api/v1/workflows lists those that there are");
            return;
        }
        DocumentSchema schema = workflow.get().input().orElse(null);
        if (schema != null) {
            List<FieldError> errors = schema.validate(schema.withDefaults(input));
            request.refuse("input", errors);
        }
    }

    /** How large it is as JSON. */
    void checkSize(ScheduleRequest request, JsonNode input) {
        if (StrictJson.write(input).getBytes(StandardCharsets.UTF_8).length > LARGEST_INPUT) {
            request.refuse("input", "the input of a schedule has 64 KB at most");
        }
    }

    void checkTimes(ScheduleRequest request, Timetable timetable, Instant now, Submitter who) {
        String field = request.timesField();
        if (timetable.after(now).isEmpty()) {
            request.refuse(field, "there is no such time any more");
            return;
        }
        Optional<Duration> gap = timetable.shortestGap(now);
        boolean close = gap.filter(shortest -> shortest.compareTo(properties.minimumInterval()) < 0)
                .isPresent();
        if (close && !who.role().includes(UserRole.OPERATOR)) {
            request.refuse(
                    field,
                    "two planned times lie %s apart; %s is the least"
                            .formatted(
                                    FiringPlan.inWords(gap.get()), FiringPlan.inWords(properties.minimumInterval())));
        }
    }

    /** Whether he may have another one. */
    void checkNumber(ScheduleRequest request, int present, Submitter who) {
        if (present >= properties.mostPerUser() && !who.role().includes(UserRole.OPERATOR)) {
            request.refuse("name", "you have %d schedules already, which is all that one may have".formatted(present));
        }
    }
}
