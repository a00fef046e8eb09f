package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the body of a request for a schedule, and names each field that is wrong. */
final class ScheduleRequest {
    private static final String UTC = "UTC";
    private static final List<String> TIMES = List.of("cron", "every", "at");

    private final JsonNode body;
    private final List<FieldError> errors = new ArrayList<>();

    ScheduleRequest(JsonNode body) {
        this.body = body;
    }

    Optional<String> text(String field) {
        return Optional.ofNullable(body.path(field).textValue());
    }

    Optional<JsonNode> json(String field) {
        return Optional.ofNullable(body.get(field));
    }

    Optional<Boolean> flag(String field) {
        return Optional.of(body.path(field)).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    MisfireRule misfire(MisfireRule otherwise) {
        return value("misfire", MisfireRule::of).orElse(otherwise);
    }

    OverlapRule overlap(OverlapRule otherwise) {
        return value("overlap", OverlapRule::of).orElse(otherwise);
    }

    /**
     * @param now where a new interval begins
     * @param before what holds where nothing is said; null for a new schedule, which has to say something
     */
    Timetable timetable(Instant now, Timetable before) {
        List<String> given = TIMES.stream().filter(body::has).toList();
        if (given.size() > 1) {
            refuse(given.get(1), "there is " + given.get(0) + " already; give one of cron, every and at");
            return null;
        }
        if (given.isEmpty() && before == null) {
            refuse("cron", "give one of cron, every and at");
            return null;
        }
        String by = given.isEmpty() ? "" : given.get(0);
        boolean byCron = by.equals("cron") || by.isEmpty() && before.kind() == Timetable.Kind.CRON;
        if (!byCron && body.has("zone")) {
            refuse("zone", "only a cron expression has a time zone");
            return null;
        }
        if (byCron) {
            return cron(before);
        }
        return switch (by) {
            case "every" ->
                value("every", text -> Timetable.every(Timetable.period(text), now.truncatedTo(ChronoUnit.SECONDS)))
                        .orElse(null);
            case "at" -> value("at", text -> at(text, now)).orElse(null);
            default -> before;
        };
    }

    private Timetable cron(Timetable before) {
        String usual = before == null || before.zone() == null ? UTC : before.zone();
        Optional<ZoneId> zone = body.has("zone") ? value("zone", Timetable::zone) : Optional.of(ZoneId.of(usual));
        if (zone.isEmpty()) {
            return null;
        }
        return body.has("cron")
                ? value("cron", text -> Timetable.cron(text, zone.get())).orElse(null)
                : Timetable.cron(before.text(), zone.get());
    }

    private static Timetable at(String text, Instant now) {
        Instant moment;
        try {
            moment = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("write a moment such as 2026-12-01T06:00:00Z", e);
        }
        if (!moment.isAfter(now)) {
            throw new IllegalArgumentException("this moment has passed; it is %s now".formatted(now));
        }
        if (moment.isAfter(now.plus(Timetable.FARTHEST))) {
            throw new IllegalArgumentException("this moment is too far away");
        }
        return Timetable.at(moment);
    }

    private <T> Optional<T> value(String field, Function<String, T> reader) {
        try {
            return text(field).map(reader);
        } catch (IllegalArgumentException e) {
            refuse(field, e.getMessage());
            return Optional.empty();
        }
    }

    void refuse(String field, String why) {
        errors.add(new FieldError("/" + field, why));
    }

    /** @param more errors within the field */
    void refuse(String field, List<FieldError> more) {
        more.forEach(error -> errors.add(new FieldError("/" + field + error.field(), error.message())));
    }

    /** The field by which the times are told. */
    String timesField() {
        return Stream.concat(TIMES.stream(), Stream.of("zone"))
                .filter(body::has)
                .findFirst()
                .orElse("cron");
    }

    boolean isSound() {
        return errors.isEmpty();
    }

    /** @throws InvalidInput when anything was refused */
    void requireSound() {
        if (!errors.isEmpty()) {
            throw new InvalidInput("the schedule cannot be accepted", errors);
        }
    }
}
